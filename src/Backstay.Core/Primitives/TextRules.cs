namespace Backstay.Core.Primitives;

/// <summary>Limits that free text keeps everywhere.</summary>
public static class TextRules
{
    /// <summary>Longest <c>why</c>, description or changelog, in UTF-16 code units.</summary>
    public const int MaxText = 8_000;

    /// <summary>Longest opaque id of a person, team or service.</summary>
    public const int MaxId = 128;

    /// <summary>Null when <paramref name="text"/> says something within the limit.</summary>
    public static Problem? Required(string field, string? text, int max = MaxText)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Problem.Invalid(field, $"'{field}' is required and must not be blank.", $"Say it in a sentence, for those who ask in a year.");
        }

        return TooLong(field, text, max);
    }

    /// <summary>Null when absent or within the limit.</summary>
    public static Problem? TooLong(string field, string? text, int max = MaxText)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > max)
        {
            return Problem.Invalid(field, $"'{field}' has {text.Length} characters; at most {max} are allowed.");
        }

        return text.AsSpan().ContainsAnyInRange('\u0000', '\u0008')
            ? Problem.Invalid(field, $"'{field}' holds control characters.")
            : null;
    }
}
