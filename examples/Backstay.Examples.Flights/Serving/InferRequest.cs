using System.Text.Json;

namespace Backstay.Examples.Flights.Serving;

/// <summary>The part of an Open Inference Protocol v2 request that this server reads.</summary>
/// <param name="Id">Echoed where given.</param>
/// <param name="Rows">Rows of the tensor <c>features</c>.</param>
internal sealed record InferRequest(string? Id, IReadOnlyList<float[]> Rows)
{
    /// <exception cref="InvalidDataException">Not such a request; the message says what is wrong.</exception>
    public static InferRequest Parse(JsonElement body, string tensor, int width)
    {
        if (body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("inputs", out var inputs) || inputs.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException("'inputs' must be an array.");
        }

        foreach (var input in inputs.EnumerateArray())
        {
            if (input.ValueKind == JsonValueKind.Object
                && input.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == tensor
                && input.TryGetProperty("data", out var data))
            {
                return new InferRequest(Text(body, "id"), Reshape(Numbers(data), width, tensor));
            }
        }

        throw new InvalidDataException($"Input '{tensor}' with its 'data' is missing.");
    }

    private static string? Text(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<float[]> Reshape(List<float> numbers, int width, string tensor) =>
        numbers.Count > 0 && numbers.Count % width == 0
            ? [.. numbers.Chunk(width)]
            : throw new InvalidDataException($"Input '{tensor}' must hold rows of {width} numbers; {numbers.Count} were given.");

    /// <summary>The protocol allows tensor data flat or nested by row.</summary>
    private static List<float> Numbers(JsonElement data)
    {
        var numbers = new List<float>();
        Collect(data, numbers);
        return numbers;
    }

    private static void Collect(JsonElement data, List<float> numbers)
    {
        if (data.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in data.EnumerateArray())
            {
                Collect(item, numbers);
            }
        }
        else if (data.ValueKind == JsonValueKind.Number)
        {
            numbers.Add(data.GetSingle());
        }
        else
        {
            throw new InvalidDataException("Tensor data must be numbers.");
        }
    }
}
