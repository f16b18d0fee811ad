using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Ledger;

/// <summary>
/// A stretch of remembered commands, in rows that never move and hold no references. One writer adds; readers look at it through
/// an <see cref="IdempotencyState"/>. When it is full another one begins, and this one goes when nobody looks at it any more.
/// </summary>
internal sealed class CommandMemory(long first)
{
    /// <summary>Bytes of the longest key that a ledger can hold: a credential, the end of a line and a command's id.</summary>
    private const int LongestKey = 3 * (Actor.MaxLength + 1 + CommandRef.MaxIdLength);

    [ThreadStatic]
    private static byte[]? _placeOfThisThread;

    private readonly GrowingList<Row> _rows = new();
    private readonly GrowingBytes _keys = new();
    private readonly GrowingIndex _index = new();

    /// <summary>The ordinal of its first command, counted from the beginning of the ledger.</summary>
    public long First { get; } = first;

    /// <summary>For the writer.</summary>
    public int Count => _rows.Count;

    public (string Key, RememberedCommand Command) this[long ordinal]
    {
        get
        {
            ref readonly var row = ref _rows[(int)(ordinal - First)];
            return (Encoding.UTF8.GetString(_keys.Read(row.Key)), row.Command);
        }
    }

    public void Add(string key, RememberedCommand command)
    {
        if (!TryEncode(key, Place, out var utf8))
        {
            throw new ArgumentException("An entry's ids are well-formed and of limited length.", nameof(key));
        }

        Add(utf8, command);
    }

    /// <summary>As <see cref="Add(string, RememberedCommand)"/> with <see cref="IdempotencyState.KeyOf"/> of both, which is not made.</summary>
    public void Add(string? credential, string commandId, RememberedCommand command)
    {
        var place = Place;
        if (!TryEncode(credential ?? "", place, out var scope) || !TryEncode(commandId, place[(scope.Length + 1)..], out var id))
        {
            throw new ArgumentException("An entry's ids are well-formed and of limited length.", nameof(commandId));
        }

        place[scope.Length] = (byte)'\n';
        Add(place[..(scope.Length + 1 + id.Length)], command);
    }

    /// <summary>The latest command of a key among those from one ordinal to below another.</summary>
    public RememberedCommand? Find(string key, long from, long to)
    {
        if (!TryEncode(key, Place, out var utf8))
        {
            return null; // no entry has such a key
        }

        var newest = -1;
        foreach (var row in _index.Find(HashOf(utf8)))
        {
            if (row > newest && First + row >= from && First + row < to && _keys.Read(_rows[row].Key).SequenceEqual(utf8))
            {
                newest = row;
            }
        }

        return newest < 0 ? null : _rows[newest].Command;
    }

    // Not on the stack, where it would be cleared each time.
    private static Span<byte> Place => _placeOfThisThread ??= new byte[LongestKey];

    private void Add(ReadOnlySpan<byte> key, RememberedCommand command) => _index.Add(HashOf(key), _rows.Add(new Row(_keys.Add(key), command)));

    private static bool TryEncode(string key, Span<byte> place, out ReadOnlySpan<byte> utf8)
    {
        var isWhole = Utf8.FromUtf16(key, place, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done;
        utf8 = place[..written];
        return isWhole;
    }

    private static ulong HashOf(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return GrowingIndex.Spread(hash.ToHashCode());
    }

    private readonly record struct Row(BytesPlace Key, RememberedCommand Command);
}
