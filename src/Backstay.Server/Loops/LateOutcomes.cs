using System.Threading.Channels;
using Backstay.Core.Routing;

namespace Backstay.Server.Loops;

/// <summary>
/// Outcomes whose decision no judge has in mind any more, or not yet: looked up in telemetry beside the loop, and fed again with
/// what they are about. Labels may be hours late at any rate of requests; memory holds minutes.
/// </summary>
internal sealed partial class LateOutcomes(IDecisionStore store, JudgeFeed feed, ILogger logger)
{
    private readonly Channel<OutcomeRecord> _wanted = Channel.CreateBounded<OutcomeRecord>(new BoundedChannelOptions(JudgeFeed.DefaultCapacity) { SingleReader = true });

    public void Take(OutcomeRecord outcome)
    {
        if (!_wanted.Writer.TryWrite(outcome))
        {
            feed.Overflow(); // the judges read all of it again
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        await foreach (var outcome in _wanted.Reader.ReadAllAsync(ct))
        {
            try
            {
                if (await store.FindAsync(outcome.Decision, ct) is { Decision.Rollout: not null } story)
                {
                    feed.Record(outcome, story);
                }
            }
#pragma warning disable CA1031 // one outcome that can't be looked up must not stop the others
            catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogUnread(outcome.Decision, failure);
                feed.Overflow();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The decision {Decision} of a late outcome could not be read; its judge reads its telemetry again")]
    private partial void LogUnread(Guid decision, Exception failure);
}
