using System.Collections.Immutable;
using System.Globalization;

namespace Backstay.Core.Environments;

/// <summary>
/// Measures the distance of versions as packagers write them: numbers separated by dots, and whatever follows them.
/// Missing numbers are 0; an epoch (<c>1!2.0</c>) or a leading letter can't be compared.
/// </summary>
internal static class VersionDistances
{
    public static VersionDistance Between(string left, string right)
    {
        if (!TryParse(left, out var leftNumbers, out var leftRest) || !TryParse(right, out var rightNumbers, out var rightRest))
        {
            return VersionDistance.Unknown;
        }

        for (var i = 0; i < Math.Max(leftNumbers.Length, rightNumbers.Length); i++)
        {
            if (NumberAt(leftNumbers, i) != NumberAt(rightNumbers, i))
            {
                return i switch
                {
                    0 => VersionDistance.Major,
                    1 => VersionDistance.Minor,

                    // A pre-release or another build beside another patch is the graver difference.
                    _ => leftRest == rightRest ? VersionDistance.Patch : VersionDistance.Build,
                };
            }
        }

        return leftRest == rightRest ? VersionDistance.Spelling : VersionDistance.Build;
    }

    private static long NumberAt(ImmutableArray<long> numbers, int i) => i < numbers.Length ? numbers[i] : 0;

    private static bool TryParse(string text, out ImmutableArray<long> numbers, out string rest)
    {
        var found = ImmutableArray.CreateBuilder<long>();
        var at = 0;
        while (true)
        {
            var end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end == at || !long.TryParse(text.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                break;
            }

            found.Add(number);
            at = end;
            if (at + 1 >= text.Length || text[at] != '.' || !char.IsAsciiDigit(text[at + 1]))
            {
                break;
            }

            at++;
        }

        numbers = found.ToImmutable();
        rest = text[at..];
        return numbers.Length > 0 && !rest.StartsWith('!');
    }
}
