namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// When the process stood still. A request that was in flight then says nothing about either arm. Keeps the latest
/// <see cref="Kept"/> stalls, which is far more than requests can span.
/// </summary>
public sealed class StallLog
{
    private const int Kept = 64;

    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _stalls = [];

    /// <summary>Adds a stall; every judge of the process reports the same one.</summary>
    public void Add(DateTimeOffset from, DateTimeOffset to)
    {
        if (_stalls.Count > 0 && _stalls[^1] == (from, to))
        {
            return;
        }

        if (_stalls.Count == Kept)
        {
            _stalls.RemoveAt(0);
        }

        _stalls.Add((from, to));
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
