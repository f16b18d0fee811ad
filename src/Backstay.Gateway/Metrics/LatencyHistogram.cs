using System.Numerics;

namespace Backstay.Gateway.Metrics;

/// <summary>
/// Durations in buckets that grow with the value: eight to each power of two of microseconds, so that a bucket's bounds
/// lie within 12.5 % of each other. Up to 2^36 us, 19 hours. Lock free.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 3;
    private const int Sub = 1 << SubBits;
    private const int MaxExponent = 36;
    private const int Buckets = (MaxExponent - SubBits + 2) * Sub;

    private readonly long[] _counts = new long[Buckets];
    private long _sum;

    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, (1L << MaxExponent) - 1);
        Interlocked.Increment(ref _counts[IndexOf(value)]);
        Interlocked.Add(ref _sum, value);
    }

    public LatencySnapshot Read()
    {
        var counts = new List<LatencyBucket>();
        for (var i = 0; i < Buckets; i++)
        {
            if (Volatile.Read(ref _counts[i]) is > 0 and var count)
            {
                counts.Add(new LatencyBucket(UpperBound(i), count));
            }
        }

        return new LatencySnapshot(counts, Volatile.Read(ref _sum));
    }

    /// <summary>Values below 2^(SubBits+1) have a bucket each; above, the leading bits below the first choose it.</summary>
    internal static int IndexOf(long value)
    {
        var exponent = BitOperations.Log2((ulong)value | 1);
        return exponent <= SubBits
            ? (int)value
            : ((exponent - SubBits) << SubBits) + (int)(value >> (exponent - SubBits));
    }

    /// <summary>The largest value of a bucket.</summary>
    internal static long UpperBound(int index)
    {
        if (index < 2 * Sub)
        {
            return index;
        }

        var shift = (index >> SubBits) - 1;
        return ((long)((index & (Sub - 1)) + Sub + 1) << shift) - 1;
    }
}
