namespace Backstay.Gateway.Metrics;

/// <summary>How many durations were at most <paramref name="UpToUs"/> microseconds and more than the bucket before.</summary>
public readonly record struct LatencyBucket(long UpToUs, long Count);

/// <summary>Durations so far.</summary>
/// <param name="Buckets">Those with counts, in rising order.</param>
/// <param name="SumUs">All durations together, in microseconds.</param>
public sealed record LatencySnapshot(IReadOnlyList<LatencyBucket> Buckets, long SumUs)
{
    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var bucket in Buckets)
            {
                count += bucket.Count;
            }

            return count;
        }
    }

    /// <summary>How many durations were surely at most <paramref name="us"/>: a histogram's cumulative bucket.</summary>
    public long CountUpTo(long us)
    {
        var count = 0L;
        foreach (var bucket in Buckets)
        {
            count += bucket.UpToUs <= us ? bucket.Count : 0;
        }

        return count;
    }

    /// <summary>Upper bound of the quantile in microseconds, at most 12.5 % above it; null without data.</summary>
    /// <param name="q">0 to 1.</param>
    public long? Quantile(double q)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * q));
        foreach (var bucket in Buckets)
        {
            rank -= bucket.Count;
            if (rank <= 0)
            {
                return bucket.UpToUs;
            }
        }

        return null;
    }
}
