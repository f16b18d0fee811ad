using System.Buffers;
using System.Buffers.Binary;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>
/// Neighbouring entries of one batch as one row holds them: one after the other, each its length (4 bytes, little endian), its
/// leaf hash and its bytes. A row for each entry would cost more than all the rest of an append, and leave a third of each page idle.
/// </summary>
internal static class EntryRun
{
    /// <summary>A run that has come to this many bytes is closed: who wants one entry reads all of its run.</summary>
    public const int Size = 16 * 1024;

    private const int HeadSize = sizeof(int) + Digest.Size;

    /// <summary>Writes entries from <paramref name="next"/> on until the run is full or there are no more.</summary>
    /// <returns>The index behind the last one written.</returns>
    public static int Write(IReadOnlyList<LedgerRecord> records, int next, ArrayBufferWriter<byte> to)
    {
        while (next < records.Count && to.WrittenCount < Size)
        {
            var record = records[next++];
            var length = HeadSize + record.Bytes.Length;
            var entry = to.GetSpan(length);
            BinaryPrimitives.WriteInt32LittleEndian(entry, record.Bytes.Length);
            record.LeafHash.CopyTo(entry[sizeof(int)..]);
            record.Bytes.Span.CopyTo(entry[HeadSize..]);
            to.Advance(length);
        }

        return next;
    }

    /// <summary>Adds the entries of a run that lie in a range. Where one can't be read, those before it are added.</summary>
    /// <param name="run">All of the run.</param>
    /// <param name="entries">The number of its last entry, and how many there are.</param>
    /// <param name="range">The first and the last number that are wanted.</param>
    /// <param name="to">Where they are added, each as a copy.</param>
    /// <param name="copies">Makes the copies.</param>
    /// <returns>How many bytes were copied.</returns>
    /// <exception cref="InvalidDataException">The run is damaged.</exception>
    public static int Read(
        ReadOnlySpan<byte> run, (long Last, long Count) entries, (long From, long To) range, List<LedgerRecord> to, SharedBytes copies)
    {
        var copied = 0;
        for (var seq = entries.Last - entries.Count + 1; seq <= entries.Last && seq <= range.To; seq++)
        {
            var left = run.Length - HeadSize;
            var length = left < 0 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(run);
            if (length < 0 || length > left || (seq == entries.Last && length != left))
            {
                throw new InvalidDataException($"entry {seq} does not fit the row that ends with entry {entries.Last}.");
            }

            if (seq >= range.From)
            {
                to.Add(new LedgerRecord(seq, copies.Copy(run.Slice(HeadSize, length)), new Digest(run.Slice(sizeof(int), Digest.Size))));
                copied += length;
            }

            run = run[(HeadSize + length)..];
        }

        return copied;
    }
}
