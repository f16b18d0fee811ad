using System.Runtime.CompilerServices;

namespace Backstay.Core.Primitives.Growing;

/// <summary>
/// A list that only grows, by segments: no growth copies more than a list of segments, or a first segment that is still small
/// (most lists stay small, and a state has many). One writer; readers on any thread may read every element whose number they
/// learned from something published after it was added.
/// </summary>
internal sealed class GrowingList<T>
{
    private const int Bits = 12;
    private const int SegmentSize = 1 << Bits;
    private const int FirstSize = 16;

    private T[][] _segments = new T[4][];
    private int _count;

    /// <summary>For the writer; readers go by what they were told.</summary>
    public int Count => _count;

    public ref readonly T this[int index] => ref Volatile.Read(ref _segments)[index >> Bits][index & (SegmentSize - 1)];

    /// <summary>The element's number.</summary>
    public int Add(in T value)
    {
        var index = _count;
        var segment = index >> Bits;
        if ((index & (SegmentSize - 1)) == 0)
        {
            Grow(segment);
        }
        else if (segment == 0 && index == _segments[0].Length)
        {
            Enlarge();
        }

        _segments[segment][index & (SegmentSize - 1)] = value;
        _count = index + 1;
        return index;
    }

    /// <summary>An element to change in place: for the writer, and for members whose change no reader can be hurt by.</summary>
    public ref T Change(int index) => ref _segments[index >> Bits][index & (SegmentSize - 1)];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int segment)
    {
        var segments = _segments;
        if (segment == segments.Length)
        {
            segments = new T[2 * segments.Length][];
            Array.Copy(_segments, segments, segment);
        }

        segments[segment] = new T[segment == 0 ? FirstSize : SegmentSize];
        Volatile.Write(ref _segments, segments);
    }

    // Who still reads the smaller array finds in it all that was there when they learned of it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Enlarge()
    {
        var larger = new T[Math.Min(4 * _segments[0].Length, SegmentSize)];
        _segments[0].CopyTo(larger, 0);
        Volatile.Write(ref _segments[0], larger);
    }
}
