using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>
/// The state as of an earlier position: folded from the nearest root that was kept before it. What was asked for lately is at hand;
/// of the rest one is folded at a time, and whoever comes while too many wait is told so. So however many readers there are, what is
/// folded for them and what stays at hand is bounded by entries: one fold by the distance of kept roots, which grows with the
/// ledger, and all that stays by <see cref="DistancesAtHand"/>, or the last one alone where that is more.
/// </summary>
/// <param name="keptRoots">How many roots are kept, and at which distance while they are few.</param>
public sealed class EarlierStates(ILedgerStore store, (int Most, long Distance) keptRoots) : ICommitListener, IDisposable
{
    /// <summary>The refusal of those who come while too many wait.</summary>
    public const string Busy = "earlier-states-busy";

    /// <summary>How many may wait or be served at once.</summary>
    public const int MostAsking = 32;

    /// <summary>States that are at hand.</summary>
    private const int MostAtHand = 4;

    /// <summary>Entries that those at hand were folded from, all together, in first distances of kept roots: for a server 32,768.</summary>
    private const int DistancesAtHand = 32;

    private readonly KeptRoots _kept = new(keptRoots.Most, keptRoots.Distance);
    private readonly BoundedTurns _turns = new(MostAsking, Problem.Unavailable(
        Busy, $"{MostAsking} readers wait for states of earlier positions already.", "Try again in a moment, or read the present state.") with
    { RetryAfter = TimeSpan.FromSeconds(1) });

    private readonly Lock _lock = new();
    private readonly LinkedList<(WorldState Root, long Folded)> _atHand = [];

    /// <summary>For a server: at a million entries a read folds 8,192 at most, at ten million 131,072.</summary>
    public static (int Most, long Distance) Default => (128, 1_024);

    public void OnCommitted(CommittedBatch batch) => Offer(batch.After);

    /// <summary>A committed root at the end of a command, which may be kept. For the one who owns the newest root.</summary>
    public void Offer(WorldState root) => _kept.Offer(root);

    /// <summary>
    /// The state at a position, for reads: without the commands that were remembered then, and so without a digest.
    /// </summary>
    /// <param name="now">The newest state.</param>
    /// <param name="position">At most that of <paramref name="now"/>, and the end of a command.</param>
    public async Task<Result<WorldState>> ReadAtAsync(WorldState now, long position, CancellationToken ct)
    {
        if (position == now.Position)
        {
            return now;
        }

        if (position < 0 || position > now.Position)
        {
            return Problem.Invalid("at", $"Positions go from 0 to {now.Position}, not {position}.");
        }

        return FindAtHand(position) is { } found ? found : await _turns.RunAsync(() => FoldAsync(position, ct), ct);
    }

    /// <summary>As <see cref="ReadAtAsync"/> with all of the state; costs a walk over the commands that were remembered then.</summary>
    public async Task<Result<WorldState>> WholeAtAsync(WorldState now, long position, CancellationToken ct)
    {
        var read = await ReadAtAsync(now, position, ct);
        return read.TryGet(out var root, out _) && root.Position != now.Position
            ? await _turns.RunAsync(() => WithCommandsAsync(root, ct), ct)
            : read;
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Result<WorldState>> FoldAsync(long position, CancellationToken ct)
    {
        // The one before may have asked for the same.
        if (FindAtHand(position) is { } found)
        {
            return found;
        }

        // From a kept root and never from one at hand: those who read it must not see it grow.
        var from = _kept.Before(position);
        var folded = await LedgerReplay.FoldOnTopAsync(store, from, position, ct);
        if (folded.TryGet(out var root, out _))
        {
            lock (_lock)
            {
                _atHand.AddFirst((root, position - from.Position));
                while (_atHand.Count > MostAtHand || (_atHand.Count > 1 && _atHand.Sum(state => state.Folded) > DistancesAtHand * keptRoots.Distance))
                {
                    _atHand.RemoveLast();
                }
            }
        }

        return folded;
    }

    private WorldState? FindAtHand(long position)
    {
        lock (_lock)
        {
            for (var node = _atHand.First; node is not null; node = node.Next)
            {
                if (node.Value.Root.Position == position)
                {
                    _atHand.Remove(node);
                    _atHand.AddFirst(node);
                    return node.Value.Root;
                }
            }
        }

        return null;
    }

    /// <summary>Folds the commands that were remembered at a root's position, from where all that are older were forgotten again.</summary>
    private async Task<Result<WorldState>> WithCommandsAsync(WorldState root, CancellationToken ct)
    {
        var from = _kept.BeforeCommand(root.Idempotency.Ordinal - IdempotencyState.Capacity);
        var commands = IdempotencyState.Behind(from.Idempotency.Ordinal);
        await foreach (var record in store.ReadAsync(from.Position + 1, root.Position, ct))
        {
            var decoded = LedgerReplay.DecodeForFold(record);
            if (!decoded.IsOk)
            {
                return decoded.Problem;
            }

            commands = commands.Extend(decoded.Value.Entry);
        }

        return root with { Idempotency = commands };
    }
}
