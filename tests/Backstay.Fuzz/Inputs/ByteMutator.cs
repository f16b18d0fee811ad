namespace Backstay.Fuzz.Inputs;

/// <summary>Changes bytes without knowing what they mean: bits, runs, cuts, and pieces of other inputs.</summary>
public sealed class ByteMutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> tokens)
{
    private const int Longest = 256 * 1024;

    /// <summary>One of the corpus, changed in 1 to 6 places.</summary>
    public byte[] Draw(Random random)
    {
        var bytes = new List<byte>(random.Of(corpus));
        for (var changes = random.Next(1, 7); changes > 0; changes--)
        {
            Change(bytes, random);
        }

        return bytes.Count <= Longest ? [.. bytes] : [.. bytes[..Longest]];
    }

    private void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var run = Math.Min(random.Once(8) ? random.Next(bytes.Count + 1) : random.Next(9), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, run);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, run));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                var other = random.Of(corpus);
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(64), other.Length - from)));
                break;
            case 6 when tokens.Count > 0 && at < bytes.Count:
                bytes.RemoveRange(at, run);
                bytes.InsertRange(at, random.Of(tokens));
                break;
            default:
                bytes.InsertRange(at, tokens.Count > 0 ? random.Of(tokens) : [(byte)random.Next(256)]);
                break;
        }
    }
}
