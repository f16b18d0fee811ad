namespace Backstay.Examples.Flights.Data;

/// <summary>A 64-bit hash that is the same on every machine and in every process (SplitMix64's finaliser, chained).</summary>
internal static class StableHash
{
    public static ulong Of(int seed, int first, int second, int third)
    {
        var hash = Mix(unchecked((uint)seed));
        hash = Mix(hash ^ unchecked((uint)first));
        hash = Mix(hash ^ unchecked((uint)second));
        return Mix(hash ^ unchecked((uint)third));
    }

    /// <summary>The hash as a number in [0, 1).</summary>
    public static double Unit(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15UL;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}
