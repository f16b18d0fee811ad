namespace Backstay.Core.Primitives.Growing;

/// <summary>
/// Rows that are decided and not committed yet, at most a few batches of them, found by key. Whoever holds one sees the same rows
/// for ever; adding gives another one that shares them, so that a decision which comes to nothing is dropped by forgetting it. One
/// thread at a time adds to those that grew out of each other.
/// </summary>
internal sealed class PendingRows<TKey, TRow>
    where TKey : notnull
{
    private const int None = -1;

    /// <summary>
    /// Rows that were committed and are kept for the sake of those behind them, before these move to a tail of their own. Few: a row
    /// holds a whole command, and what is kept longer than the youngest generation is collected at several times the cost.
    /// </summary>
    private const int MostSkipped = 64;

    private readonly Tail? _tail;
    private readonly int _start;

    private PendingRows(Tail? tail, int start, int count)
    {
        _tail = tail;
        _start = start;
        Count = count;
    }

    public static PendingRows<TKey, TRow> Empty { get; } = new(null, 0, 0);

    public int Count { get; }

    public TRow this[int row] => _tail is { } tail && row >= 0 && row < Count
        ? tail.Rows[_start + row].Value
        : throw new ArgumentOutOfRangeException(nameof(row));

    /// <summary>All rows in the order in which they came.</summary>
    public IEnumerable<TRow> InOrder
    {
        get
        {
            for (var row = 0; row < Count; row++)
            {
                yield return this[row];
            }
        }
    }

    public PendingRows<TKey, TRow> Add(TKey key, TRow value)
    {
        // Rows behind this one's belong to a decision that was dropped, or to somebody who went another way.
        var own = _tail is { } shared && shared.Rows.Count == _start + Count ? this : Copy();
        own._tail?.Add(key, value);
        return new PendingRows<TKey, TRow>(own._tail, own._start, Count + 1);
    }

    /// <summary>The rows behind the first <paramref name="count"/>, which were committed.</summary>
    public PendingRows<TKey, TRow> Skip(int count)
    {
        if (count >= Count)
        {
            return Empty;
        }

        var rest = new PendingRows<TKey, TRow>(_tail, _start + count, Count - count);
        return rest._start > MostSkipped ? rest.Copy() : rest;
    }

    /// <summary>The number of the key's latest row; -1 where it has none.</summary>
    public int Find(TKey key)
    {
        if (Count == 0 || _tail is not { } tail || !tail.Latest.TryGetValue(key, out var row))
        {
            return None;
        }

        while (row >= _start + Count)
        {
            row = tail.Rows[row].Before;
        }

        return row >= _start ? row - _start : None;
    }

    /// <summary>The key's rows in the order in which they came.</summary>
    public IReadOnlyList<TRow> Of(TKey key)
    {
        var row = Find(key);
        if (row == None || _tail is not { } tail)
        {
            return [];
        }

        var found = new List<TRow>();
        for (row += _start; row >= _start; row = tail.Rows[row].Before)
        {
            found.Add(tail.Rows[row].Value);
        }

        found.Reverse();
        return found;
    }

    private PendingRows<TKey, TRow> Copy()
    {
        var copy = new Tail();
        for (var row = _start; row < _start + Count && _tail is not null; row++)
        {
            copy.Add(_tail.Rows[row].Key, _tail.Rows[row].Value);
        }

        return new PendingRows<TKey, TRow>(copy, 0, Count);
    }

    private sealed class Tail
    {
        public List<(TKey Key, TRow Value, int Before)> Rows { get; } = [];

        public Dictionary<TKey, int> Latest { get; } = [];

        public void Add(TKey key, TRow value)
        {
            var before = Latest.TryGetValue(key, out var earlier) ? earlier : None;
            Latest[key] = Rows.Count;
            Rows.Add((key, value, before));
        }
    }
}
