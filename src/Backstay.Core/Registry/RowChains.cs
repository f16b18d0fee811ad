using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Registry;

/// <summary>Rows by a key that several of them may share: the index knows the first, and each row the next one.</summary>
internal sealed class RowChains<TKey>(Func<int, TKey> keyOf, Action<int, int> setNext, Func<int, int> next)
    where TKey : IEquatable<TKey>
{
    private readonly GrowingIndex _firsts = new();
    private readonly Dictionary<int, int> _lasts = []; // the writer's own; only where a key came again

    public void Add(ulong hash, int row)
    {
        var key = keyOf(row);
        foreach (var first in _firsts.Find(hash))
        {
            if (keyOf(first).Equals(key))
            {
                setNext(_lasts.GetValueOrDefault(first, first), row);
                _lasts[first] = row;
                return;
            }
        }

        _firsts.Add(hash, row);
    }

    /// <summary>In the order in which they came.</summary>
    public IEnumerable<int> Find(ulong hash, TKey key, int count)
    {
        foreach (var first in _firsts.Find(hash))
        {
            if (first < count && keyOf(first).Equals(key))
            {
                return VersionLog.Chain(first, next, count);
            }
        }

        return [];
    }
}
