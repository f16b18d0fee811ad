using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>A set of code points as ranges in order, without surrogates.</summary>
internal sealed class CodePointSet
{
    private const int Largest = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstSupplementary = 0x10000;
    private const int LowBits = 10;
    private const int LowMask = 0x3FF;

    private readonly List<(int First, int Last)> _ranges;

    private CodePointSet(List<(int First, int Last)> ranges) => _ranges = ranges;

    public static CodePointSet All { get; } = Of(0, Largest);

    public static CodePointSet AllButLineFeed { get; } = Of('\n', '\n').Negated();

    public static CodePointSet Of(int first, int last) => Union([(first, last)]);

    public static CodePointSet Union(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in ranges.Order())
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new(merged);
    }

    public IEnumerable<(int First, int Last)> Ranges => _ranges;

    public CodePointSet Negated()
    {
        var negated = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
            {
                negated.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Largest)
        {
            negated.Add((next, Largest));
        }

        return new(negated);
    }

    /// <summary>As a pattern over UTF-16 units, and of how many alternatives.</summary>
    public (string Text, int Pieces) ToPattern()
    {
        var single = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (first, last) in _ranges)
        {
            AddSingle(single, first, Math.Min(last, FirstSurrogate - 1));
            AddSingle(single, Math.Max(first, LastSurrogate + 1), Math.Min(last, FirstSupplementary - 1));
            AddPairs(pairs, Math.Max(first, FirstSupplementary), last);
        }

        if (single.Length > 0)
        {
            pairs.Insert(0, $"[{single}]");
        }

        // Nothing is in an empty set: a class without characters can't be written.
        return pairs.Count switch
        {
            0 => (@"[^\u0000-\uFFFF]", 1),
            1 => (pairs[0], 1),
            _ => ($"(?:{string.Join('|', pairs)})", pairs.Count),
        };
    }

    private static void AddSingle(StringBuilder text, int first, int last)
    {
        if (first <= last)
        {
            text.Append(Unit(first));
            if (last > first)
            {
                text.Append('-').Append(Unit(last));
            }
        }
    }

    /// <summary>A range of pairs is at most three rectangles: the first high unit's rest, all of those between, the last one's beginning.</summary>
    private static void AddPairs(List<string> pairs, int first, int last)
    {
        while (first <= last)
        {
            var (high, low) = Pair(first);
            var (lastHigh, lastLow) = Pair(last);
            if (high == lastHigh)
            {
                pairs.Add(Unit(high) + Units(low, lastLow));
                return;
            }

            if (low == 0xDC00)
            {
                var upTo = lastLow == LastSurrogate ? lastHigh : lastHigh - 1;
                pairs.Add(Units(high, upTo) + Units(0xDC00, LastSurrogate));
                first = FirstSupplementary + ((upTo - FirstSurrogate + 1) << LowBits);
            }
            else
            {
                pairs.Add(Unit(high) + Units(low, LastSurrogate));
                first = FirstSupplementary + ((high - FirstSurrogate + 1) << LowBits);
            }
        }
    }

    private static (int High, int Low) Pair(int codePoint) =>
        (FirstSurrogate + ((codePoint - FirstSupplementary) >> LowBits), 0xDC00 + ((codePoint - FirstSupplementary) & LowMask));

    private static string Units(int first, int last) => first == last ? Unit(first) : $"[{Unit(first)}-{Unit(last)}]";

    private static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");
}
