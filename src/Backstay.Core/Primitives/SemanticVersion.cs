using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Primitives;

/// <summary>A version number by SemVer 2.0.0 with an optional pre-release part; build metadata is refused.</summary>
[JsonConverter(typeof(TextJsonConverter<SemanticVersion>))]
public readonly record struct SemanticVersion(int Major, int Minor, int Patch, string? PreRelease)
    : IComparable<SemanticVersion>, ITextValue<SemanticVersion>
{
    public const int MaxPreReleaseLength = 64;

    public static string Form => "a semantic version such as 1.4.0 or 2.0.0-rc.1";

    public static bool TryParse([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out SemanticVersion value)
    {
        value = default;
        if (text is null or { Length: > 100 })
        {
            return false;
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var core = (dash < 0 ? text : text[..dash]).Split('.');
        if (core.Length != 3 || !TryNumber(core[0], out var major) || !TryNumber(core[1], out var minor)
            || !TryNumber(core[2], out var patch))
        {
            return false;
        }

        var preRelease = dash < 0 ? null : text[(dash + 1)..];
        if (preRelease is not null && !IsPreRelease(preRelease))
        {
            return false;
        }

        value = new SemanticVersion(major, minor, patch, preRelease);
        return true;
    }

    public static SemanticVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not {Form}.");

    /// <summary>Precedence by SemVer 2.0.0, section 11.</summary>
    public int CompareTo(SemanticVersion other)
    {
        var core = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (core != 0 || PreRelease == other.PreRelease)
        {
            return core;
        }

        if (PreRelease is null || other.PreRelease is null)
        {
            return PreRelease is null ? 1 : -1;
        }

        return ComparePreRelease(PreRelease.Split('.'), other.PreRelease.Split('.'));
    }

    public override string ToString() => PreRelease is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}")
        : string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}-{PreRelease}");

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && (text.Length == 1 || text[0] != '0');

    private static bool IsPreRelease(string text) =>
        text.Length is > 0 and <= MaxPreReleaseLength
        && text.Split('.').All(part => part.Length > 0
            && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            && (part.Length == 1 || part[0] != '0' || !part.All(char.IsAsciiDigit)));

    private static int ComparePreRelease(string[] left, string[] right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var leftNumber = left[i].All(char.IsAsciiDigit);
            var rightNumber = right[i].All(char.IsAsciiDigit);
            var order = (leftNumber, rightNumber) switch
            {
                (true, true) => left[i].Length != right[i].Length
                    ? left[i].Length.CompareTo(right[i].Length)
                    : string.CompareOrdinal(left[i], right[i]),
                (true, false) => -1,
                (false, true) => 1,
                (false, false) => string.CompareOrdinal(left[i], right[i]),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
