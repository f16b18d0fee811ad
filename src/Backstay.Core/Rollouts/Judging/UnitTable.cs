using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// What is known of each unit: 64 bits under a 64-bit key (the head of the unit's digest, a keyed HMAC, so that nobody can
/// aim for a collision). A request without a unit of its own is a unit that never comes back and is not kept.
/// </summary>
internal sealed class UnitTable(int capacity)
{
    private readonly Dictionary<ulong, ulong> _flags = [];
    private ulong _once;

    /// <summary>Requests whose unit found no room.</summary>
    public long Overlooked { get; private set; }

    /// <summary>The unit's flags to read and change at once; a null reference where there is no room for a new unit.</summary>
    public ref ulong FlagsOf(DecisionRecord decision)
    {
        if (decision.UnitSource == UnitOrigin.Decision)
        {
            _once = 0;
            return ref _once;
        }

        var key = KeyOf(decision.Unit);
        return ref FlagsOf(key);
    }

    /// <summary>
    /// The same by the unit's key; null stands for a unit that never comes back. A null reference where there is no room for a unit
    /// that was not seen before, which only a late outcome's may be.
    /// </summary>
    public ref ulong FlagsOf(ulong? key)
    {
        if (key is { } named)
        {
            return ref FlagsOf(named);
        }

        _once = 0;
        return ref _once;
    }

    /// <summary>Takes the given flags from every unit.</summary>
    public void Clear(ulong mask)
    {
        foreach (var key in _flags.Keys)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_flags, key) &= ~mask;
        }
    }

    public static ulong? NameOf(DecisionRecord decision) =>
        decision.UnitSource == UnitOrigin.Decision ? null : KeyOf(decision.Unit);

    private ref ulong FlagsOf(ulong key)
    {
        if (_flags.Count < capacity)
        {
            return ref CollectionsMarshal.GetValueRefOrAddDefault(_flags, key, out _);
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_flags, key);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known))
        {
            Overlooked++;
        }

        return ref known;
    }

    private static ulong KeyOf(Digest unit)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        unit.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
