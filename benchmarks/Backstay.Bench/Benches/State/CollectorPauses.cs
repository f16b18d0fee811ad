using System.Diagnostics.Tracing;

namespace Backstay.Bench.Benches.State;

/// <summary>Every stop of all threads for the collector, from the runtime's own events: from the order to stop until all go on.</summary>
internal sealed class CollectorPauses : EventListener
{
    private const EventKeywords Collector = (EventKeywords)0x1;
    private const int SuspendBegin = 9;
    private const int RestartEnd = 3;

    private readonly Lock _gate = new();
    private List<double> _milliseconds = [];
    private DateTime? _began;

    /// <summary>Milliseconds of each since the last call; 0 where there was none.</summary>
    public IReadOnlyList<double> TakeAll()
    {
        lock (_gate)
        {
            var taken = _milliseconds;
            _milliseconds = [];
            return taken.Count > 0 ? taken : [0];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Informational, Collector);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (_gate)
        {
            if (eventData.EventId == SuspendBegin)
            {
                _began = eventData.TimeStamp;
            }
            else if (eventData.EventId == RestartEnd && _began is { } began)
            {
                _milliseconds.Add((eventData.TimeStamp - began).TotalMilliseconds);
                _began = null;
            }
        }
    }
}
