using System.Buffers.Binary;

namespace Backstay.Storage.Sqlite;

/// <summary>The running checksum of a write-ahead log: two sums over 32-bit words, in the byte order that the log names.</summary>
internal struct WalChecksum(bool isBigEndian)
{
    private uint _first;
    private uint _second;

    /// <param name="bytes">A multiple of 8 bytes.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            _first += Word(bytes) + _second;
            _second += Word(bytes[4..]) + _first;
        }
    }

    /// <summary>Whether these 8 bytes, which are big-endian in any log, say the same.</summary>
    public readonly bool Is(ReadOnlySpan<byte> stored) =>
        BinaryPrimitives.ReadUInt32BigEndian(stored) == _first && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == _second;

    private readonly uint Word(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
