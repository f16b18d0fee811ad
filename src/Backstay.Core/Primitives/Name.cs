using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Primitives;

/// <summary>
/// A name that people give: endpoints, releases, assets, backends, guards. One path segment in URLs and files,
/// the same on every system: lower-case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, beginning and ending
/// with a letter or digit, at most 100 characters.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<Name>))]
public readonly record struct Name : IComparable<Name>, ITextValue<Name>
{
    public const int MaxLength = 100;

    private readonly string? _text;

    private Name(string text) => _text = text;

    public static string Form => "a name of a-z, 0-9, '.', '_' and '-', at most 100 long, beginning and ending with a letter or digit";

    public static bool TryParse([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out Name value)
    {
        value = default;
        if (text is not { Length: > 0 and <= MaxLength } || !IsAlphanumeric(text[0]) || !IsAlphanumeric(text[^1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!IsAlphanumeric(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        value = new Name(text);
        return !text.Contains("..", StringComparison.Ordinal);
    }

    public static Name Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not {Form}.");

    public int CompareTo(Name other) => string.CompareOrdinal(ToString(), other.ToString());

    public override string ToString() => _text ?? string.Empty;

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
