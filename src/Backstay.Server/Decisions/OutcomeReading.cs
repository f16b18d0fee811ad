using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Server.Decisions;

/// <summary>What an outcome may be: a name, and a number, boolean or string as its value.</summary>
internal static class OutcomeReading
{
    /// <param name="field">Path of the outcome in the request; empty for the request itself.</param>
    public static Result<OutcomeRecord> Read(
        string field, Guid decision, string? name, JsonElement? value, (DateTimeOffset Received, string By) post)
    {
        var prefix = field.Length == 0 ? string.Empty : field + ".";
        if (TextRules.Required($"{prefix}name", name, OutcomeRecord.MaxNameLength) is { } wrong)
        {
            return wrong;
        }

        var json = ReadValue($"{prefix}value", value);
        return json.Map(text => new OutcomeRecord(decision, name ?? string.Empty, text, post.Received, post.By));
    }

    /// <summary>In canonical form, so that <c>1</c> and <c>1.0</c> are one value.</summary>
    private static Result<string> ReadValue(string field, JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.String } scalar)
        {
            return Problem.Invalid(field, "An outcome's value is a number, a boolean or a string.");
        }

        // Not by WriteTo, which throws on half a surrogate pair.
        var canonical = CanonicalJson.Canonicalize(scalar);
        if (!canonical.IsOk)
        {
            return Problem.Invalid(field, canonical.Problem.Message);
        }

        return canonical.Value.Length <= OutcomeRecord.MaxJsonLength
            ? System.Text.Encoding.UTF8.GetString(canonical.Value.Span)
            : Problem.Invalid(field, $"An outcome's value has at most {OutcomeRecord.MaxJsonLength} bytes.");
    }
}
