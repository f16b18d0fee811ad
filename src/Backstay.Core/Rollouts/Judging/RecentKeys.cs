using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>The latest keys, at most <paramref name="capacity"/>: by which a repetition is known.</summary>
internal sealed class RecentKeys(int capacity)
{
    private readonly HashSet<ulong> _keys = [];
    private readonly Queue<ulong> _order = new();

    /// <summary>False where the key was there already.</summary>
    public bool Add(ulong key)
    {
        if (!_keys.Add(key))
        {
            return false;
        }

        _order.Enqueue(key);
        if (_order.Count > capacity)
        {
            _keys.Remove(_order.Dequeue());
        }

        return true;
    }

    public static ulong Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BitConverter.ToUInt64(bytes) ^ ulong.RotateLeft(BitConverter.ToUInt64(bytes[8..]), 29);
    }

    /// <summary>Of a decision's outcome by its name.</summary>
    public static ulong Of(OutcomeRecord outcome) => Of(outcome.Name, Of(outcome.Decision));

    /// <summary>Of text that a caller chose: hashed so that nobody can make two of them collide.</summary>
    public static ulong Of(string text, ulong scope)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        Sha256.Hash(Encoding.UTF8.GetBytes(text), hash);
        return BitConverter.ToUInt64(hash) ^ scope;
    }
}
