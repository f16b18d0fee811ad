using System.Collections.Immutable;
using Backstay.Client.Live;

namespace Backstay.Server.Live;

/// <summary>The latest minutes of snapshots, so that a page that is opened late still shows how things came about.</summary>
internal sealed class LiveHistory(LiveView view, TimeProvider time)
{
    private const int MaxSnapshots = 600;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private volatile ImmutableQueue<LiveSnapshot> _snapshots = [];
    private int _count;

    /// <summary>Oldest first.</summary>
    public IEnumerable<LiveSnapshot> Snapshots => _snapshots;

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var next = _snapshots.Enqueue(view.Read());
            _snapshots = ++_count > MaxSnapshots ? next.Dequeue() : next;
        }
    }
}
