using Backstay.Core.Routing;
using Backstay.Server.Node;

namespace Backstay.Server.Loops;

/// <summary>Passes durable outcomes on to the judge.</summary>
internal sealed class JudgeOutcomes(JudgeFeed feed) : IOutcomeFeed
{
    public void Take(OutcomeRecord outcome) => feed.Record(outcome);
}
