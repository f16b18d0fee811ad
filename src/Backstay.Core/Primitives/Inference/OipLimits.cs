namespace Backstay.Core.Primitives.Inference;

/// <summary>Bounds on what is read from the wire. They hold for requests and for answers of other servers.</summary>
public static class OipLimits
{
    /// <summary>Bytes of one JSON document.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Input or output tensors in one document.</summary>
    public const int MaxTensors = 64;

    /// <summary>Elements of all tensors of one document together.</summary>
    public const int MaxElements = 4 * 1024 * 1024;

    /// <summary>Dimensions of one tensor.</summary>
    public const int MaxRank = 8;

    /// <summary>JSON nesting: document, list, tensor, data, and one level for each dimension and for parameters.</summary>
    public const int MaxNesting = MaxRank + 6;

    /// <summary>Characters of a tensor's, model's or request's name.</summary>
    public const int MaxNameLength = 256;

    /// <summary>UTF-8 bytes of one BYTES element as it stands in the JSON.</summary>
    public const int MaxTextBytes = 1024 * 1024;

    internal static Problem? NameProblem(string? name, string field)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Problem.Invalid(field, "A name must not be empty.");
        }

        if (name.Length > MaxNameLength)
        {
            return Problem.Invalid(field, $"A name has at most {MaxNameLength} characters, not {name.Length}.");
        }

        foreach (var character in name)
        {
            if (char.IsControl(character))
            {
                return Problem.Invalid(field, "A name holds no control characters.");
            }
        }

        return null;
    }
}
