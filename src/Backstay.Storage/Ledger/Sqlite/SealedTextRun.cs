using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>
/// The sealed texts of one run of entries as one row holds them: one after the other, each how far its entry stands before the
/// run's last one and its length in bytes (4 bytes each, little endian), its digest, its salt and its UTF-8 bytes. A text is
/// erased by writing the row again without it; the pages that held it are overwritten (<c>secure_delete</c>).
/// </summary>
internal static class SealedTextRun
{
    private const int HeadSize = (2 * sizeof(int)) + Digest.Size + SealedText.SaltSize;

    /// <summary>Writes texts from <paramref name="next"/> on that belong to entries up to <paramref name="last"/>, each once.</summary>
    /// <returns>The index behind the last one written.</returns>
    public static int Write(IReadOnlyList<SealedText> texts, int next, long last, ArrayBufferWriter<byte> to)
    {
        for (; next < texts.Count && texts[next].Seq <= last; next++)
        {
            var text = texts[next];
            if (IsThere(texts, next))
            {
                continue;
            }

            var length = Encoding.UTF8.GetByteCount(text.Text);
            var row = to.GetSpan(HeadSize + length);
            BinaryPrimitives.WriteInt32LittleEndian(row, checked((int)(last - text.Seq)));
            BinaryPrimitives.WriteInt32LittleEndian(row[sizeof(int)..], length);
            text.Digest.CopyTo(row[(2 * sizeof(int))..]);
            text.Salt.Span.CopyTo(row[((2 * sizeof(int)) + Digest.Size)..]);
            Encoding.UTF8.GetBytes(text.Text, row[HeadSize..]);
            to.Advance(HeadSize + length);
        }

        return next;
    }

    /// <summary>Whether the same entry has the same text before.</summary>
    private static bool IsThere(IReadOnlyList<SealedText> texts, int index)
    {
        for (var other = index - 1; other >= 0 && texts[other].Seq == texts[index].Seq; other--)
        {
            if (texts[other].Digest == texts[index].Digest)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives the first text of a run.</summary>
    /// <param name="run">What is left of the run; afterwards what stands behind this text.</param>
    /// <param name="last">The number of the run's last entry.</param>
    /// <exception cref="InvalidDataException">The run is damaged.</exception>
    public static StoredText Read(ref ReadOnlySpan<byte> run, long last)
    {
        var length = run.Length < HeadSize ? -1 : BinaryPrimitives.ReadInt32LittleEndian(run[sizeof(int)..]);
        if (length < 0 || length > run.Length - HeadSize)
        {
            throw new InvalidDataException($"a sealed text does not fit the row of the entries up to {last}.");
        }

        var seq = last - BinaryPrimitives.ReadUInt32LittleEndian(run);
        var digest = new Digest(run.Slice(2 * sizeof(int), Digest.Size));
        var salted = run.Slice((2 * sizeof(int)) + Digest.Size, SealedText.SaltSize + length);
        run = run[(HeadSize + length)..];
        return new StoredText(seq, digest, salted);
    }

    /// <summary>A text as it lies in its row, not yet copied.</summary>
    /// <param name="seq">Its entry.</param>
    /// <param name="digest">What it is kept under.</param>
    /// <param name="salted">Its salt and its UTF-8 bytes.</param>
    public readonly ref struct StoredText(long seq, Digest digest, ReadOnlySpan<byte> salted)
    {
        private readonly ReadOnlySpan<byte> _salted = salted;

        public long Seq { get; } = seq;

        public Digest Digest { get; } = digest;

        /// <summary>Whether it is what its digest says: the digest is one of salt and text, as they lie here.</summary>
        public bool IsGenuine() => Digest.Of(_salted) == Digest;

        public SealedText ToText() =>
            new(Digest, _salted[..SealedText.SaltSize].ToArray(), Encoding.UTF8.GetString(_salted[SealedText.SaltSize..])) { Seq = Seq };
    }
}
