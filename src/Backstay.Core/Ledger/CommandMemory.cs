using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Ledger;

/// <summary>
/// A stretch of remembered commands, in rows that never move. One writer adds; readers look at it through an
/// <see cref="IdempotencyState"/>. When it is full another one begins, and this one goes when nobody looks at it any more.
/// </summary>
internal sealed class CommandMemory(long first)
{
    private readonly GrowingList<(string Key, RememberedCommand Command)> _rows = new();
    private readonly GrowingIndex _index = new();

    /// <summary>The ordinal of its first command, counted from the beginning of the ledger.</summary>
    public long First { get; } = first;

    /// <summary>For the writer.</summary>
    public int Count => _rows.Count;

    public (string Key, RememberedCommand Command) this[long ordinal] => _rows[(int)(ordinal - First)];

    public void Add(string key, RememberedCommand command) => _index.Add(HashOf(key), _rows.Add((key, command)));

    /// <summary>The latest command of a key among those from one ordinal to below another.</summary>
    public RememberedCommand? Find(string key, long from, long to)
    {
        RememberedCommand? found = null;
        var newest = -1;
        foreach (var row in _index.Find(HashOf(key)))
        {
            if (row > newest && First + row >= from && First + row < to && _rows[row].Key == key)
            {
                (found, newest) = (_rows[row].Command, row);
            }
        }

        return found;
    }

    private static ulong HashOf(string key) => GrowingIndex.Spread(key.GetHashCode(StringComparison.Ordinal));
}
