namespace Backstay.Core.Primitives;

/// <summary>Limits that free text keeps everywhere.</summary>
public static class TextRules
{
    /// <summary>Longest <c>why</c>, description or changelog, in UTF-16 code units.</summary>
    public const int MaxText = 8_000;

    /// <summary>Longest opaque id of a person, team or service.</summary>
    public const int MaxId = 128;

    /// <summary>
    /// Line breaks and tabs, and the two joiners: some scripts are written with them, and emoji of several parts are.
    /// </summary>
    private const string Allowed = "\t\n\r\u200C\u200D";

    /// <summary>Null when <paramref name="text"/> says something, within the limit and in characters that readers see.</summary>
    public static Problem? Required(string field, string? text, int max = MaxText)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Problem.Invalid(field, $"'{field}' is required and must not be blank.", $"Say it in a sentence, for those who ask in a year.");
        }

        return Optional(field, text, max);
    }

    /// <summary>Null when absent, or within the limit and in characters that readers see.</summary>
    public static Problem? Optional(string field, string? text, int max = MaxText)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > max)
        {
            return Problem.Invalid(field, $"'{field}' has {text.Length} characters; at most {max} are allowed.");
        }

        return HiddenCharacters.First(text, Allowed) is { } hidden
            ? Problem.Invalid(
                field,
                FormattableString.Invariant($"'{field}' holds U+{hidden:X4}, which readers don't see or which changes what they read."),
                "Leave out control, invisible and direction-changing characters; line breaks and tabs are allowed.")
            : null;
    }
}
