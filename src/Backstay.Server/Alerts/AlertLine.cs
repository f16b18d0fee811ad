using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Backstay.Server.Alerts;

/// <summary>
/// The alerts of one endpoint that wait for its webhook, in the ledger's order: of each its position alone, since what it says is in the
/// state, which holds every incident. So any number may wait, and none is lost for want of room. Any number of writers, one reader.
/// </summary>
internal sealed class AlertLine
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Position, long Since)> _waiting = [];
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <param name="position">Of the incident.</param>
    /// <param name="since">The monotonic timestamp at which this process took it.</param>
    public void Add(long position, long since)
    {
        lock (_gate)
        {
            _waiting.Enqueue((position, since));
        }

        _news.Writer.TryWrite(true);
    }

    /// <summary>What waits and what comes, until it is cancelled.</summary>
    public async IAsyncEnumerable<(long Position, long Since)> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var _ in _news.Reader.ReadAllAsync(ct))
        {
            while (TryTake() is { } next)
            {
                yield return next;
            }
        }
    }

    private (long Position, long Since)? TryTake()
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out var next) ? next : null;
        }
    }
}
