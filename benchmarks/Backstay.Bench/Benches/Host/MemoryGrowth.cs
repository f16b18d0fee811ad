namespace Backstay.Bench.Benches.Host;

/// <summary>
/// Resident memory of this process over many loads. What the first half takes may be a one-off: pools, compiled code, an allocator
/// that settles. A leak goes on: it is the slope of the second half.
/// </summary>
internal sealed class MemoryGrowth
{
    private readonly List<(double Loads, double Bytes)> _seen = [];

    /// <summary>Bytes since a tenth of the loads.</summary>
    public double Total => _seen[^1].Bytes - _seen.First(look => look.Loads >= _seen[^1].Loads / 10).Bytes;

    /// <summary>Bytes a load over the second half of the loads: the slope of the line that fits best, so that no single look decides.</summary>
    public double OfLoad
    {
        get
        {
            var half = _seen.Where(look => look.Loads >= _seen[^1].Loads / 2).ToArray();
            var (loads, bytes) = (half.Average(look => look.Loads), half.Average(look => look.Bytes));
            var spread = half.Sum(look => (look.Loads - loads) * (look.Loads - loads));
            return spread == 0 ? 0 : half.Sum(look => (look.Loads - loads) * (look.Bytes - bytes)) / spread;
        }
    }

    public void Look(int loads)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _seen.Add((loads, Environment.WorkingSet));
    }
}
