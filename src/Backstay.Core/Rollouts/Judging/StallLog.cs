namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// When the process stood still. A request that was in flight then says nothing about either arm. Keeps the latest
/// <see cref="Kept"/> stalls, which is far more than requests can span. One writer; readers on any thread.
/// </summary>
public sealed class StallLog
{
    private const int Kept = 64;

    private volatile (DateTimeOffset From, DateTimeOffset To)[] _stalls = [];

    /// <summary>Adds a stall; every judge of the process reports the same one.</summary>
    public void Add(DateTimeOffset from, DateTimeOffset to)
    {
        var stalls = _stalls;
        if (stalls.Length == 0 || stalls[^1] != (from, to))
        {
            _stalls = [.. stalls.TakeLast(Kept - 1), (from, to)];
        }
    }

    public bool Overlaps(DateTimeOffset started, DateTimeOffset completed)
    {
        foreach (var (from, to) in _stalls)
        {
            if (started <= to && completed >= from)
            {
                return true;
            }
        }

        return false;
    }
}
