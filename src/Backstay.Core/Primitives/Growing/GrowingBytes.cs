namespace Backstay.Core.Primitives.Growing;

/// <summary>Byte strings one after the other in segments, found by where they begin. One writer; readers as of <see cref="GrowingList{T}"/>.</summary>
internal sealed class GrowingBytes
{
    private const int FirstSize = 1 << 12;
    private const int SegmentSize = 1 << 20;

    private readonly GrowingList<byte[]> _segments = new();
    private byte[] _last = [];
    private int _used;

    /// <summary>Keeps a copy; the place to read it from.</summary>
    public BytesPlace Add(ReadOnlySpan<byte> bytes)
    {
        if (_last.Length - _used < bytes.Length)
        {
            _last = new byte[Math.Max(Math.Clamp(2 * _last.Length, FirstSize, SegmentSize), bytes.Length)];
            _used = 0;
            _segments.Add(_last);
        }

        bytes.CopyTo(_last.AsSpan(_used));
        var place = new BytesPlace(_segments.Count - 1, _used, bytes.Length);
        _used += bytes.Length;
        return place;
    }

    public ReadOnlySpan<byte> Read(BytesPlace place) => _segments[place.Segment].AsSpan(place.Offset, place.Length);
}

/// <summary>Where a byte string lies.</summary>
internal readonly record struct BytesPlace(int Segment, int Offset, int Length);
