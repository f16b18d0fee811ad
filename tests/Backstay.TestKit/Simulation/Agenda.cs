namespace Backstay.TestKit.Simulation;

/// <summary>What is to happen, in order of time, and of entry where times are equal.</summary>
internal sealed class Agenda(VirtualClock clock)
{
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _items = new();
    private long _order;

    public int Count => _items.Count;

    public void At(DateTimeOffset time, Action action) => _items.Enqueue(action, (time.Ticks, _order++));

    public void After(double milliseconds, Action action) => At(clock.Now.AddMilliseconds(milliseconds), action);

    /// <summary>Moves the clock to the next item and runs it; one that is overdue runs now. False when nothing is left.</summary>
    public bool RunNext()
    {
        if (!_items.TryDequeue(out var action, out var place))
        {
            return false;
        }

        clock.MoveTo(new DateTimeOffset(place.Ticks, TimeSpan.Zero));
        action();
        return true;
    }
}
