using System.Collections.Immutable;
using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>What a model declares about one input or output. Compared by value, shape included.</summary>
public sealed class TensorSpec : IEquatable<TensorSpec>
{
    /// <summary>The length of a dimension that the caller chooses.</summary>
    public const long Variable = -1;

    private TensorSpec(string name, TensorType type, ImmutableArray<long> shape)
    {
        Name = name;
        Type = type;
        Shape = shape;
    }

    public string Name { get; }

    public TensorType Type { get; }

    /// <summary>Lengths by dimension; <see cref="Variable"/> where the caller chooses. Empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <param name="field">Where the specification stands in the input, for the problem.</param>
    public static Result<TensorSpec> Create(string name, TensorType type, ReadOnlySpan<long> shape, string field = "tensor")
    {
        if (OipLimits.NameProblem(name, $"{field}.name") is { } nameProblem)
        {
            return nameProblem;
        }

        if (!Enum.IsDefined(type))
        {
            return Problem.Invalid($"{field}.datatype", $"The datatype must be one of {TensorTypes.AllNames}.");
        }

        if (shape.Length > OipLimits.MaxRank)
        {
            return Problem.Invalid($"{field}.shape", $"A shape has at most {OipLimits.MaxRank} dimensions, not {shape.Length}.");
        }

        foreach (var length in shape)
        {
            if (length < Variable)
            {
                return Problem.Invalid($"{field}.shape", $"A dimension is 0 or more, or {Variable} where it is variable, not {length}.");
            }
        }

        return new TensorSpec(name, type, [.. shape]);
    }

    /// <summary>Reads the form that <see cref="Write"/> writes; refuses unknown and duplicate members.</summary>
    public static Result<TensorSpec> Read(JsonElement json, string field)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Problem.Invalid(field, "A tensor is an object with name, datatype and shape.");
        }

        string? name = null;
        string? typeName = null;
        long[]? shape = null;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name)
            {
                case "name" when name is null && member.Value.ValueKind == JsonValueKind.String:
                    name = member.Value.GetString();
                    break;
                case "datatype" when typeName is null && member.Value.ValueKind == JsonValueKind.String:
                    typeName = member.Value.GetString();
                    break;
                case "shape" when shape is null && TryReadShape(member.Value, out shape):
                    break;
                default:
                    return Problem.Invalid($"{field}.{member.Name}", "This member is unknown, given twice or of the wrong type.");
            }
        }

        if (name is null || shape is null)
        {
            return Problem.Invalid($"{field}.{(name is null ? "name" : "shape")}", "This member is required.");
        }

        return TensorTypes.TryParse(typeName, out var type)
            ? Create(name, type, shape, field)
            : Problem.Invalid($"{field}.datatype", $"The datatype must be one of {TensorTypes.AllNames}.");
    }

    /// <summary>Writes <c>{"name":…,"datatype":…,"shape":[…]}</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, Name);
        json.WriteString("datatype"u8, Type.ToName());
        json.WriteStartArray("shape"u8);
        foreach (var length in Shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Null where <paramref name="tensor"/> has the type and the shape declared here.</summary>
    /// <param name="field">Where the tensor stands in the input: <c>inputs[0]</c>.</param>
    public Problem? Check(Tensor tensor, string field)
    {
        if (tensor.Type != Type)
        {
            return Problem.Invalid($"{field}.datatype", $"'{Name}' takes {Type.ToName()}, not {tensor.Type.ToName()}.");
        }

        return Fits(tensor.Shape.AsSpan())
            ? null
            : Problem.Invalid(
                $"{field}.shape",
                $"'{Name}' takes the shape {TensorShape.ToText(Shape.AsSpan())}, not {TensorShape.ToText(tensor.Shape.AsSpan())}.");
    }

    /// <summary>Whether a concrete shape agrees with the declared one.</summary>
    public bool Fits(ReadOnlySpan<long> shape)
    {
        if (shape.Length != Shape.Length)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (Shape[i] != Variable && Shape[i] != shape[i])
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(TensorSpec? other) =>
        other is not null && Name == other.Name && Type == other.Type && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TensorSpec);

    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Length);

    public override string ToString() => $"{Name}: {Type.ToName()}{TensorShape.ToText(Shape.AsSpan())}";

    private static bool TryReadShape(JsonElement json, out long[]? shape)
    {
        shape = null;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > OipLimits.MaxRank)
        {
            return false;
        }

        var lengths = new List<long>();
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var length))
            {
                return false;
            }

            lengths.Add(length);
        }

        shape = [.. lengths];
        return true;
    }
}
