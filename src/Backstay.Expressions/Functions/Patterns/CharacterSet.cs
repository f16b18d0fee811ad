using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>A set of characters (code points): ranges, Unicode's general categories, or everything but those.</summary>
internal sealed class CharacterSet
{
    private const int Largest = 0x10FFFF;

    private readonly (int First, int Last)[] _ranges;
    private readonly int _categories;
    private readonly bool _isNegated;

    /// <summary>The answers for ASCII, a bit each.</summary>
    private readonly UInt128 _ascii;

    private CharacterSet((int First, int Last)[] ranges, int categories, bool isNegated)
    {
        _ranges = ranges;
        _categories = categories;
        _isNegated = isNegated;
        for (var c = 0; c < 128; c++)
        {
            _ascii |= Search(c) ? UInt128.One << c : 0;
        }
    }

    public static CharacterSet All { get; } = new([(0, Largest)], 0, isNegated: false);

    public static CharacterSet AllButLineFeed { get; } = new([('\n', '\n')], 0, isNegated: true);

    /// <summary>The ranges in order; those that touch are one.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    public static CharacterSet Of(int first, int last) => new([(first, last)], 0, isNegated: false);

    /// <summary>The categories are bits by their number in <see cref="UnicodeCategory"/>.</summary>
    public static CharacterSet Union(IEnumerable<(int First, int Last)> ranges, int categories = 0, bool isNegated = false)
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

        return new([.. merged], categories, isNegated);
    }

    /// <summary>The ranges of everything else; only of a set that is ranges alone.</summary>
    public IEnumerable<(int First, int Last)> Others()
    {
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
            {
                yield return (next, first - 1);
            }

            next = last + 1;
        }

        if (next <= Largest)
        {
            yield return (next, Largest);
        }
    }

    public bool Contains(int character) => (character < 128 ? ((_ascii >> character) & 1) != 0 : Search(character)) != _isNegated;

    /// <summary>The same without regard to case: a negated set leaves out both cases.</summary>
    public bool ContainsAnyCase(int character)
    {
        var rune = new Rune(character);
        var found = Contains(character) != _isNegated
            || Contains(Rune.ToLowerInvariant(rune).Value) != _isNegated
            || Contains(Rune.ToUpperInvariant(rune).Value) != _isNegated;
        return found != _isNegated;
    }

    private bool Search(int character)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (character < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (character > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return _categories != 0 && ((_categories >> (int)Rune.GetUnicodeCategory(new Rune(character))) & 1) != 0;
    }
}
