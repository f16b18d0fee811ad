using Backstay.Core.Routing;

namespace Backstay.Server.Node;

/// <summary>
/// Is told of every outcome that is durable and counts: the first value of its decision and name, also where the
/// decision is not known yet. Never blocks, never throws.
/// </summary>
public interface IOutcomeFeed
{
    void Take(OutcomeRecord outcome);
}
