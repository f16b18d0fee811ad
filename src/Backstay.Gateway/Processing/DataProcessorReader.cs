using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Gateway.Processing;

/// <summary>
/// Reads a data processor from its JSON, strictly: unknown and duplicate members are refused, and every error is
/// reported, each by the path where it stands.
/// </summary>
public static class DataProcessorReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The processor, or one problem whose message holds every error.</summary>
    public static Result<DataProcessor> Read(ReadOnlyMemory<byte> utf8)
    {
        var processor = Read(utf8, out var problems);
        return processor is not null
            ? processor
            : Problem.Invalid(problems[0].Field ?? "processor", string.Join(' ', problems.Select(p => $"{p.Field}: {p.Message}")));
    }

    /// <summary>The processor, or null and every error in the order of the document.</summary>
    public static DataProcessor? Read(ReadOnlyMemory<byte> utf8, out IReadOnlyList<Problem> problems)
    {
        var found = new List<Problem>();
        problems = found;
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            var processor = ReadProcessor(new JsonCheck(document.RootElement, string.Empty, found));
            return found.Count == 0 ? processor : null;
        }
        catch (JsonException exception)
        {
            found.Add(Problem.Invalid("processor", $"A data processor is a JSON object without duplicate members: {exception.Message}"));
            return null;
        }
        catch (InvalidOperationException)
        {
            found.Add(Problem.Invalid("processor", "A string is not valid Unicode."));
            return null;
        }
    }

    private static DataProcessor? ReadProcessor(JsonCheck root)
    {
        if (!root.IsObject("inputs", "outputs"))
        {
            return null;
        }

        var inputs = ImmutableArray.CreateBuilder<InputMapping>();
        foreach (var item in root.Items("inputs", 1, DataProcessor.MaxInputs))
        {
            if (ReadInput(item) is { } input)
            {
                item.Require(inputs.All(i => i.Tensor != input.Tensor), "tensor", $"The tensor '{input.Tensor}' is filled twice.");
                inputs.Add(input);
            }
        }

        var outputs = ImmutableArray.CreateBuilder<OutputMapping>();
        foreach (var item in root.Items("outputs", 1, DataProcessor.MaxOutputs))
        {
            if (ReadOutput(item) is { } output)
            {
                item.Require(outputs.All(o => o.Field != output.Field), "field", $"The field '{output.Field}' is written twice.");
                outputs.Add(output);
            }
        }

        root.Require(
            inputs.Sum(i => i.Fields.Length) <= DataProcessor.MaxFields, "inputs", $"A processor reads at most {DataProcessor.MaxFields} fields.");
        return new DataProcessor(inputs.ToImmutable(), outputs.ToImmutable());
    }

    private static InputMapping? ReadInput(JsonCheck item)
    {
        if (!item.IsObject("tensor", "datatype", "fields"))
        {
            return null;
        }

        var tensor = item.Text("tensor", OipLimits.MaxNameLength);
        var typeName = item.Text("datatype", OipLimits.MaxNameLength);
        var isKnown = TensorTypes.TryParse(typeName, out var type)
            && type is TensorType.Fp32 or TensorType.Fp64 or TensorType.Int32 or TensorType.Int64;
        item.Require(isKnown, "datatype", "A processor fills FP32, FP64, INT32 or INT64.");
        var fields = ImmutableArray.CreateBuilder<FieldMapping>();
        foreach (var field in item.Items("fields", 1, DataProcessor.MaxFields))
        {
            if (ReadField(field) is { } mapping)
            {
                fields.Add(mapping);
            }
        }

        return new InputMapping(tensor, type, fields.ToImmutable());
    }

    private static FieldMapping? ReadField(JsonCheck item)
    {
        if (!item.IsObject("field", "scale", "offset", "default", "map"))
        {
            return null;
        }

        var path = item.Text("field", DataProcessor.MaxPathLength);
        var steps = path.Split('.');
        item.Require(!Array.Exists(steps, step => step.Length == 0), "field", "A field is member names joined by dots.");
        item.Require(
            steps[0] != DataProcessor.Instances, "field", $"A body with the member '{DataProcessor.Instances}' is a batch; a field can't begin with it.");
        return new FieldMapping(path, item.Number("scale") ?? 1, item.Number("offset") ?? 0, item.Number("default"), ReadMap(item));
    }

    private static FrozenDictionary<string, double>? ReadMap(JsonCheck item)
    {
        if (item.Member("map") is not { } map)
        {
            return null;
        }

        var entries = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, entry) in map.Members(DataProcessor.MaxMapEntries))
        {
            entry.Require(name.Length <= CompiledProcessor.MaxMappedText, $"A mapped text has at most {CompiledProcessor.MaxMappedText} characters.");
            entries[name] = entry.Number() ?? 0;
        }

        return entries.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static OutputMapping? ReadOutput(JsonCheck item)
    {
        if (!item.IsObject("field", "tensor", "index", "scale", "offset"))
        {
            return null;
        }

        var field = item.Text("field", DataProcessor.MaxPathLength);
        var index = item.Number("index") ?? 0;
        item.Require(!field.Contains('.', StringComparison.Ordinal), "field", "An answer's field is one member name, without dots.");
        item.Require(
            index >= 0 && index < OipLimits.MaxElements && Math.Floor(index).Equals(index), "index", "An index is a whole number of 0 or more.");
        return new OutputMapping(
            field, item.Text("tensor", OipLimits.MaxNameLength), (int)index, item.Number("scale") ?? 1, item.Number("offset") ?? 0);
    }
}
