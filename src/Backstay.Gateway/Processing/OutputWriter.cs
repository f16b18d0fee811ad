using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Gateway.Processing;

/// <summary>Writes a processor's answer from tensors, with names encoded once.</summary>
internal sealed class OutputWriter
{
    private static readonly JsonEncodedText Predictions = JsonEncodedText.Encode("predictions");

    private readonly OutputMapping[] _outputs;
    private readonly JsonEncodedText[] _names;

    public OutputWriter(ImmutableArray<OutputMapping> outputs)
    {
        _outputs = [.. outputs];
        _names = new JsonEncodedText[outputs.Length];
        for (var i = 0; i < _names.Length; i++)
        {
            _names[i] = JsonEncodedText.Encode(outputs[i].Field);
        }
    }

    public Problem? Write(IBufferWriter<byte> output, InferenceResponse response, int rows, bool isBatch)
    {
        using var json = new Utf8JsonWriter(output);
        if (isBatch)
        {
            json.WriteStartObject();
            json.WriteStartArray(Predictions);
        }

        for (var row = 0; row < rows; row++)
        {
            if (WriteRow(json, response, row, rows) is { } problem)
            {
                json.Reset();
                return problem;
            }
        }

        if (isBatch)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return null;
    }

    private Problem? WriteRow(Utf8JsonWriter json, InferenceResponse response, int row, int rows)
    {
        json.WriteStartObject();
        for (var i = 0; i < _outputs.Length; i++)
        {
            var mapping = _outputs[i];
            if (response.Find(mapping.Tensor) is not { } tensor)
            {
                return Wrong(mapping, "the model's answer has no such tensor");
            }

            var perRow = tensor.Count / rows;
            if (perRow * rows != tensor.Count || mapping.Index >= perRow)
            {
                return Wrong(mapping, $"its {tensor.Count} elements do not give element {mapping.Index} of {rows} rows");
            }

            if (WriteElement(json, _names[i], mapping, tensor, (row * perRow) + mapping.Index) is { } problem)
            {
                return problem;
            }
        }

        json.WriteEndObject();
        return null;
    }

    private static Problem? WriteElement(Utf8JsonWriter json, JsonEncodedText name, OutputMapping mapping, Tensor tensor, int index)
    {
        if (tensor is Tensor<string> texts)
        {
            json.WriteString(name, texts.Data.Span[index]);
            return null;
        }

        tensor.TryGetNumber(index, out var number);
        var value = (number * mapping.Scale) + mapping.Offset;
        if (!double.IsFinite(value))
        {
            return Wrong(mapping, "an element is not a finite number");
        }

        // A float's own shortest digits, not those of the double that it widens to.
        if (tensor is Tensor<float> && mapping is { Scale: 1, Offset: 0 })
        {
            json.WriteNumber(name, (float)value);
        }
        else
        {
            json.WriteNumber(name, value);
        }

        return null;
    }

    private static Problem Wrong(OutputMapping mapping, string what) =>
        Problem.Refused("wrong-shape", $"Field '{mapping.Field}' comes from tensor '{mapping.Tensor}': {what}.");
}
