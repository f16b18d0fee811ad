namespace Backstay.Core.World.Sequencing;

/// <summary>
/// Roots of earlier positions, spread over the whole ledger: a limited number of them, at a distance that doubles when there are too
/// many. They share their logs with the newest root, so each costs little but what moved since the one before; the commands that
/// each remembered are let go, since the memory of those is a window that moves on. One writer; readers on any thread.
/// </summary>
/// <param name="most">How many are kept beside the empty one; at least two.</param>
/// <param name="distance">Entries between two of them, while they are few.</param>
internal sealed class KeptRoots(int most, long distance)
{
    private readonly Lock _lock = new();
    private List<WorldState> _roots = [WorldState.Empty];
    private long _distance = distance;
    private long _next = distance;

    /// <summary>How many there are beside the empty one.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _roots.Count - 1;
            }
        }
    }

    /// <summary>A committed root at the end of a command, settled, and not before those that came earlier.</summary>
    public void Offer(WorldState root)
    {
        if (root.Position < _next)
        {
            return;
        }

        lock (_lock)
        {
            _roots.Add(root with { Idempotency = root.Idempotency.Forget() });
            if (_roots.Count > most + 1)
            {
                _roots = [.. _roots.Where((_, i) => i % 2 == 0)];
                _distance *= 2;
            }

            _next = _roots[^1].Position + _distance;
        }
    }

    /// <summary>The last one that is not beyond a position.</summary>
    public WorldState Before(long position) => LastWhere(root => root.Position <= position);

    /// <summary>The last one before which at least all but so many commands were folded.</summary>
    public WorldState BeforeCommand(long ordinal) => LastWhere(root => root.Idempotency.Ordinal <= ordinal);

    private WorldState LastWhere(Predicate<WorldState> holds)
    {
        lock (_lock)
        {
            return _roots.FindLast(holds) ?? WorldState.Empty;
        }
    }
}
