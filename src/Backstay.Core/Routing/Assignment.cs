using System.Globalization;

namespace Backstay.Core.Routing;

/// <summary>
/// Deterministic assignment of units to buckets: GrowthBook's version-2 hash as an integer 0 to 9,999
/// (DEFINITIONS.md, "Assignment"). FNV-1a 32 runs over UTF-16 code units.
/// </summary>
public static class Assignment
{
    public const int Buckets = 10_000;
    private const uint OffsetBasis = 0x811c9dc5;
    private const uint Prime = 0x01000193;

    /// <summary>The bucket of <paramref name="unit"/> under <paramref name="seed"/>.</summary>
    public static int Bucket(ReadOnlySpan<char> seed, ReadOnlySpan<char> unit)
    {
        var first = Fnv1a(Fnv1a(OffsetBasis, seed), unit);
        Span<char> digits = stackalloc char[10];
        first.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
        return (int)(Fnv1a(OffsetBasis, digits[..written]) % Buckets);
    }

    /// <summary>The canary owns [0, <paramref name="canaryWeight"/>): raising the weight never moves a unit out of it.</summary>
    public static Arm ArmOf(int bucket, int canaryWeight) => bucket < canaryWeight ? Arm.Canary : Arm.Control;

    private static uint Fnv1a(uint hash, ReadOnlySpan<char> text)
    {
        unchecked
        {
            foreach (var c in text)
            {
                hash = (hash ^ c) * Prime;
            }
        }

        return hash;
    }
}
