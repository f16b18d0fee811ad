using System.Threading.Channels;
using Backstay.Core.Routing;

namespace Backstay.Server.Loops;

/// <summary>
/// The judge's feed: bounded, in process, never in anybody's way. What does not fit is counted, and makes the judges read
/// telemetry again. Thread safe; one reader.
/// </summary>
internal sealed class JudgeFeed : IDecisionSink
{
    public const int DefaultCapacity = 65_536;

    private readonly Channel<Telemetry> _channel;
    private long _overflows;

    public JudgeFeed(int capacity = DefaultCapacity)
    {
        _channel = Channel.CreateBounded<Telemetry>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Items that found no room since the start.</summary>
    public long Overflows => Interlocked.Read(ref _overflows);

    public ChannelReader<Telemetry> Reader => _channel.Reader;

    /// <summary>Only decisions under a rollout are judged.</summary>
    public void Record(DecisionRecord decision)
    {
        if (decision.Rollout is not null)
        {
            Write(Telemetry.Of(decision));
        }
    }

    public void Record(ShadowRecord shadow) => Write(Telemetry.Of(shadow));

    /// <summary>A first value, once it is durable.</summary>
    public void Record(OutcomeRecord outcome) => Write(Telemetry.Of(outcome));

    /// <summary>A late one, with what it is about.</summary>
    public void Record(OutcomeRecord outcome, DecisionStory about) => Write(Telemetry.Of(outcome, about));

    /// <summary>Something of the feed was lost on another way.</summary>
    public void Overflow() => Interlocked.Increment(ref _overflows);

    private void Write(Telemetry item)
    {
        if (!_channel.Writer.TryWrite(item))
        {
            Overflow();
        }
    }
}
