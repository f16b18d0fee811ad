using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.TestKit.Contracts;

/// <summary>Records whose bytes follow from their seq, so that a reader can tell whether it got the right ones.</summary>
public static class LedgerSamples
{
    public static LedgerRecord Record(long seq, int size = 200)
    {
        var text = $"{{\"payload\":\"{new string((char)('a' + (seq % 26)), size)}\",\"seq\":{seq.ToString(CultureInfo.InvariantCulture)}}}";
        var bytes = Encoding.UTF8.GetBytes(text);
        return new LedgerRecord(seq, bytes, LeafHash(bytes));
    }

    public static LedgerRecord[] Records(long from, int count, int size = 200) =>
        [.. Enumerable.Range(0, count).Select(i => Record(from + i, size))];

    public static SealedText Sealed(string text, long seq = 1)
    {
        var salt = SHA256.HashData(Encoding.UTF8.GetBytes("salt of " + text));
        return new SealedText(Digest.Of([.. salt, .. Encoding.UTF8.GetBytes(text)]), salt, text) { Seq = seq };
    }

    public static void AssertSame(IReadOnlyList<LedgerRecord> expected, IReadOnlyList<LedgerRecord> actual)
    {
        Assert.Equal(expected.Select(r => r.Seq), actual.Select(r => r.Seq));
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.Equal(one.LeafHash, other.LeafHash);
            Assert.True(one.Bytes.Span.SequenceEqual(other.Bytes.Span), $"The bytes of entry {one.Seq} differ.");
        }
    }

    private static Digest LeafHash(byte[] bytes) => Digest.Of([0, .. bytes]);
}
