using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>
/// A place in a document and the steps that every part of the reading shares. Members are matched without allocation,
/// duplicates are refused, unknown members refused or skipped.
/// </summary>
internal ref struct OipCursor
{
    private readonly bool _allowUnknown;

    public OipCursor(ReadOnlySpan<byte> utf8, bool allowUnknown)
    {
        Length = utf8.Length;
        _allowUnknown = allowUnknown;
        ElementsLeft = OipLimits.MaxElements;
        Json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = OipLimits.MaxNesting });
    }

    /// <summary>Bytes of the whole document.</summary>
    public int Length { get; }

    /// <summary>Elements that the document may still hold.</summary>
    public int ElementsLeft { get; set; }

    /// <summary>A field, not a property: callers advance it in place.</summary>
    public Utf8JsonReader Json;

    public Problem? ReadText(string field, bool allowEmpty, out string? text)
    {
        text = null;
        Json.Read();
        if (Json.TokenType != JsonTokenType.String || Json.ValueSpan.Length > OipLimits.MaxNameLength * 6)
        {
            return Problem.Invalid(field, $"This is a string of at most {OipLimits.MaxNameLength} characters.");
        }

        text = Json.GetString() ?? string.Empty;
        return allowEmpty && text.Length == 0 ? null : OipLimits.NameProblem(text, field);
    }

    /// <summary>Parameters steer servers, not us; the binary form of tensors is the one that can't be ignored.</summary>
    public Problem? SkipParameters(string field, out bool hasParameters)
    {
        hasParameters = true;
        if (StartObject(field) is { } notObject)
        {
            return notObject;
        }

        while (NextMember(out var member))
        {
            if (member == "binary_data_size")
            {
                return Problem.Invalid($"{field}.{member}", "Tensors in binary form are not read here; send them as JSON.");
            }

            Json.Read();
            Json.Skip();
        }

        return null;
    }

    public Problem? SkipUnknown(string field, bool known)
    {
        if (known)
        {
            return Problem.Invalid(field, "This member is given twice.");
        }

        if (field.Length == 0 && !_allowUnknown)
        {
            return Problem.Invalid("body", "A member without a name is unknown.");
        }

        if (!_allowUnknown)
        {
            return Problem.Invalid(field, "This member is unknown.");
        }

        Json.Read();
        Json.Skip();
        return null;
    }

    public Problem? StartObject(string field)
    {
        Json.Read();
        return Json.TokenType == JsonTokenType.StartObject ? null : Problem.Invalid(field, "This must be a JSON object.");
    }

    public Problem? StartArray(string field)
    {
        Json.Read();
        return Json.TokenType == JsonTokenType.StartArray ? null : Problem.Invalid(field, "This must be an array.");
    }

    public bool NextMember(out string name)
    {
        Json.Read();
        name = Json.TokenType == JsonTokenType.PropertyName ? KnownName() : string.Empty;
        return Json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>The member's name without an allocation where it is one of the protocol's.</summary>
    private readonly string KnownName()
    {
        ReadOnlySpan<string> known =
        [
            "name", "shape", "datatype", "data", "inputs", "outputs", "id", "parameters", "model_name", "model_version",
        ];
        foreach (var name in known)
        {
            if (Json.ValueTextEquals(name))
            {
                return name;
            }
        }

        var other = Json.GetString() ?? string.Empty;
        return other.Length > OipLimits.MaxNameLength ? other[..OipLimits.MaxNameLength] : other;
    }
}
