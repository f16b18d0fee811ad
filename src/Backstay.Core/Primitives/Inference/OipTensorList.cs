using System.Collections.Immutable;
using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>Reads the list of a document's tensors.</summary>
internal static class OipTensorList
{
    public static Problem? Read(ref OipCursor at, string list, out ImmutableArray<Tensor> tensors)
    {
        tensors = [];
        if (at.StartArray(list) is { } notArray)
        {
            return notArray;
        }

        var found = ImmutableArray.CreateBuilder<Tensor>();
        for (at.Json.Read(); at.Json.TokenType != JsonTokenType.EndArray; at.Json.Read())
        {
            var field = $"{list}[{found.Count}]";
            if (found.Count == OipLimits.MaxTensors)
            {
                return new Problem(ProblemKind.TooLarge, "too-many-tensors", $"At most {OipLimits.MaxTensors} tensors are read.") { Field = list };
            }

            if (!ReadTensor(ref at, field).TryGet(out var tensor, out var problem))
            {
                return problem;
            }

            foreach (var earlier in found)
            {
                if (earlier.Name == tensor.Name)
                {
                    return Problem.Invalid($"{field}.name", $"The tensor '{tensor.Name}' is given twice.");
                }
            }

            found.Add(tensor);
        }

        tensors = found.DrainToImmutable();
        return null;
    }

    private static Result<Tensor> ReadTensor(ref OipCursor at, string field)
    {
        if (at.Json.TokenType != JsonTokenType.StartObject)
        {
            return Problem.Invalid(field, "A tensor is an object with name, shape, datatype and data.");
        }

        string? name = null;
        string? typeName = null;
        long[]? shape = null;
        Tensor? tensor = null;
        var hasParameters = false;

        // Members come in any order. Data that comes before its type or shape is skipped; a copy of the reader
        // remembers where it stands.
        var skipped = default(Utf8JsonReader);
        var hasData = false;
        while (at.NextMember(out var member))
        {
            Problem? problem = null;
            switch (member)
            {
                case "name" when name is null:
                    problem = at.ReadText($"{field}.name", allowEmpty: false, out name);
                    break;
                case "datatype" when typeName is null:
                    problem = at.ReadText($"{field}.datatype", allowEmpty: false, out typeName);
                    break;
                case "shape" when shape is null:
                    problem = ReadShape(ref at, $"{field}.shape", out shape);
                    break;
                case "parameters" when !hasParameters:
                    problem = at.SkipParameters($"{field}.parameters", out hasParameters);
                    break;
                case "data" when !hasData && name is not null && typeName is not null && shape is not null:
                    hasData = true;
                    at.Json.Read();
                    ReadData(ref at, ref at.Json, name, typeName, shape, field).TryGet(out tensor, out problem);
                    break;
                case "data" when !hasData:
                    hasData = true;
                    at.Json.Read();
                    skipped = at.Json;
                    at.Json.Skip();
                    break;
                default:
                    problem = at.SkipUnknown($"{field}.{member}", member is "name" or "datatype" or "shape" or "parameters" or "data");
                    break;
            }

            if (problem is not null)
            {
                return problem;
            }
        }

        if (tensor is not null)
        {
            return tensor;
        }

        if (name is null || shape is null || typeName is null || !hasData)
        {
            var missing = name is null ? "name" : shape is null ? "shape" : typeName is null ? "datatype" : "data";
            return Problem.Invalid($"{field}.{missing}", "A tensor has the members name, shape, datatype and data.");
        }

        return ReadData(ref at, ref skipped, name, typeName, shape, field);
    }

    /// <summary>Reads the data that starts at <paramref name="data"/>, which may be the cursor's own reader or a copy of it.</summary>
    private static Result<Tensor> ReadData(
        ref OipCursor at, ref Utf8JsonReader data, string name, string typeName, long[] shape, string field)
    {
        if (!TensorTypes.TryParse(typeName, out var type))
        {
            return Problem.Invalid($"{field}.datatype", $"The datatype must be one of {TensorTypes.AllNames}.");
        }

        return CountElements(ref at, shape, $"{field}.shape", out var count) is { } tooLarge
            ? tooLarge
            : OipTensorReader.Read(ref data, name, type, shape, count, $"{field}.data");
    }

    private static Problem? CountElements(ref OipCursor at, long[] shape, string field, out int count)
    {
        if (!TensorShape.TryCount(shape, at.ElementsLeft, out count))
        {
            return new Problem(
                ProblemKind.TooLarge, "too-many-elements", $"The tensors of one document hold at most {OipLimits.MaxElements} elements.")
            {
                Field = field,
            };
        }

        // Every element takes a digit and a comma, so a short document can't make us allocate for a long tensor.
        if (count > (at.Length / 2) + 1)
        {
            return Problem.Invalid(field, $"The shape asks for {count} elements; a document of {at.Length} bytes can't hold them.");
        }

        at.ElementsLeft -= count;
        return null;
    }

    private static Problem? ReadShape(ref OipCursor at, string field, out long[]? shape)
    {
        shape = null;
        if (at.StartArray(field) is { } notArray)
        {
            return notArray;
        }

        Span<long> lengths = stackalloc long[OipLimits.MaxRank];
        var rank = 0;
        for (at.Json.Read(); at.Json.TokenType != JsonTokenType.EndArray; at.Json.Read())
        {
            if (rank == OipLimits.MaxRank)
            {
                return Problem.Invalid(field, $"A shape has at most {OipLimits.MaxRank} dimensions.");
            }

            if (at.Json.TokenType != JsonTokenType.Number || !at.Json.TryGetInt64(out var length) || length < 0)
            {
                return Problem.Invalid(field, "A shape is an array of whole numbers of 0 or more.");
            }

            lengths[rank++] = length;
        }

        shape = lengths[..rank].ToArray();
        return null;
    }
}
