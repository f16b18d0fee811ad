using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;
using Backstay.Core.Registry;

namespace Backstay.Server.Api;

/// <summary>Reads domain values from paths and query strings; what is wrong names the field and the form.</summary>
internal static class QueryTexts
{
    public static Result<T> Parse<T>(string field, string? text)
        where T : struct, ITextValue<T> =>
        T.TryParse(text, out var value) ? value : Problem.Invalid(field, $"'{Shown(text)}' is not {T.Form}.");

    /// <summary>As <see cref="Parse"/>; null stays null.</summary>
    public static Result<T?> ParseOptional<T>(string field, string? text)
        where T : struct, ITextValue<T> =>
        text is null ? Result<T?>.Ok(null) : Parse<T>(field, text).Map(value => (T?)value);

    /// <summary>The version that three segments of a path name.</summary>
    public static Result<VersionId> ParseVersion(string kind, string name, string number)
    {
        if (!AssetKinds.TryParse(kind, out var parsedKind))
        {
            return Problem.Invalid("kind", $"'{Shown(kind)}' is none of {string.Join(", ", AssetKinds.All)}.");
        }

        return Parse<Name>("name", name).Then(parsedName =>
            Parse<SemanticVersion>("number", number).Map(parsedNumber =>
                new VersionId(new AssetId(parsedKind, parsedName), parsedNumber)));
    }

    /// <summary>Somebody else's text, short enough for an error message.</summary>
    public static string Shown(string? text) => text is { Length: > 100 } ? text[..100] + "…" : text ?? string.Empty;
}
