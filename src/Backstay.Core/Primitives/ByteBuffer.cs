using System.Text;

namespace Backstay.Core.Primitives;

/// <summary>A growing byte buffer that is kept and used again; what <see cref="Written"/> shows is valid until the next write.</summary>
internal sealed class ByteBuffer(int capacity = ByteBuffer.InitialCapacity)
{
    private const int InitialCapacity = 4 * 1024;

    // A rare large document must not stay in memory for the life of the thread.
    private const int LargestKept = 1024 * 1024;

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public Span<byte> Range(int start, int end) => _bytes.AsSpan(start, end - start);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > LargestKept)
        {
            _bytes = new byte[InitialCapacity];
        }
    }

    public void Append(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    public void Append(ReadOnlySpan<byte> values)
    {
        values.CopyTo(Reserve(values.Length));
        Length += values.Length;
    }

    /// <summary>Room for <paramref name="size"/> bytes at the end, to be taken with <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_bytes.Length - Length < size)
        {
            Grow(size);
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Drops what was written behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    public void Advance(int count) => Length += count;

    public void Append(Rune rune) => Advance(rune.EncodeToUtf8(Reserve(4)));

    private void Grow(int atLeast) =>
        Array.Resize(ref _bytes, checked((int)Math.Max(Length + (long)atLeast, Math.Min(_bytes.Length * 2L, Array.MaxLength))));
}
