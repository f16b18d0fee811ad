using System.Numerics;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// The hashes of one level in segments, each twice as long as the one before up to a limit: little memory lies idle,
/// a segment is made only when the level reaches it, and no hash is ever copied or moved.
/// </summary>
internal sealed class MerkleLevel
{
    private const int FirstSegmentBits = 3;

    // Longer segments would make one append wait for much memory to be cleared: from here on they have one length.
    private const int LastSegmentBits = 15;
    private const long FirstOfEqualLength = (1L << LastSegmentBits) - (1L << FirstSegmentBits);
    private const int GrowingSegments = LastSegmentBits - FirstSegmentBits;

    private Digest[]?[] _segments = new Digest[GrowingSegments][];

    public Digest Read(long index)
    {
        var (segment, offset) = Place(index);
        var segments = Volatile.Read(ref _segments);
        return segments[segment]![offset]; // written before the size that allows this index was published
    }

    public void Write(long index, Digest hash)
    {
        var (segment, offset) = Place(index);
        if (segment >= _segments.Length)
        {
            // Only the short directory is copied; readers of the old one find their segments in it.
            var longer = new Digest[_segments.Length * 2][];
            _segments.CopyTo(longer, 0);
            Volatile.Write(ref _segments, longer);
        }

        var hashes = _segments[segment] ??= new Digest[1 << Math.Min(FirstSegmentBits + segment, LastSegmentBits)];
        hashes[offset] = hash;
    }

    private static (int Segment, int Offset) Place(long index)
    {
        if (index >= FirstOfEqualLength)
        {
            var beyond = index - FirstOfEqualLength;
            return (GrowingSegments + (int)(beyond >> LastSegmentBits), (int)(beyond & ((1 << LastSegmentBits) - 1)));
        }

        var shifted = (ulong)(index + (1 << FirstSegmentBits));
        var bits = BitOperations.Log2(shifted);
        return (bits - FirstSegmentBits, (int)(shifted - (1UL << bits)));
    }
}
