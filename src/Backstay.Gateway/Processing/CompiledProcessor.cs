using System.Buffers;
using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Gateway.Fields;

namespace Backstay.Gateway.Processing;

/// <summary>
/// A data processor made ready: names encoded, paths in one tree, so that a body is read in one pass. Immutable and
/// thread safe.
/// </summary>
public sealed class CompiledProcessor
{
    /// <summary>Longest text that a map can hold, in characters.</summary>
    public const int MaxMappedText = 256;

    private readonly FieldMapping[] _fields;
    private readonly FieldTree _tree;
    private readonly OutputWriter _writer;

    private CompiledProcessor(DataProcessor definition)
    {
        Definition = definition;
        _fields = [.. definition.Inputs.SelectMany(input => input.Fields)];
        _tree = FieldTree.Of([.. _fields.Select(field => field.Field)]);
        _writer = new OutputWriter(definition.Outputs);
        WantedOutputs = [.. definition.Outputs.Select(output => output.Tensor).Distinct(StringComparer.Ordinal)];
    }

    public DataProcessor Definition { get; }

    /// <summary>The tensors that the answer is made of; no others are asked for.</summary>
    public ImmutableArray<string> WantedOutputs { get; }

    public static CompiledProcessor Compile(DataProcessor definition) => new(definition);

    /// <summary>Reads and compiles a data-processor version's content.</summary>
    public static Result<CompiledProcessor> Parse(ReadOnlyMemory<byte> utf8) => DataProcessorReader.Read(utf8).Map(Compile);

    /// <summary>
    /// The tensors for a body: one row, or one a member of <c>instances</c>. The problem names the field that is
    /// missing or wrong.
    /// </summary>
    public Result<InferenceRequest> Apply(ReadOnlySpan<byte> body)
    {
        var rows = new RowReader(_fields, _tree);
        try
        {
            return rows.Read(body) is { } problem ? problem : ToRequest(rows.Values, rows.Count);
        }
        catch (Exception exception) when (JsonFaults.IsFault(exception))
        {
            return JsonFaults.ToProblem(exception);
        }
        finally
        {
            rows.Dispose();
        }
    }

    /// <summary>Whether the body of that request is a batch, and its answer a list.</summary>
    public static bool IsBatch(InferenceRequest request) => request.Id == RowReader.BatchId;

    /// <summary>
    /// Writes the answer's JSON. The problem says what the model's answer lacks: a tensor, an element, a finite number;
    /// it is the release's failure and never the caller's. What was written until then is to be thrown away.
    /// </summary>
    /// <param name="request">What <see cref="Apply"/> made of the body.</param>
    public Problem? WriteAnswer(IBufferWriter<byte> output, InferenceRequest request, InferenceResponse response)
    {
        var rows = request.Inputs[0].Shape[0];
        return _writer.Write(output, response, (int)rows, IsBatch(request));
    }

    private Result<InferenceRequest> ToRequest(ReadOnlySpan<double> values, RowCount count)
    {
        var tensors = ImmutableArray.CreateBuilder<Tensor>(Definition.Inputs.Length);
        var first = 0;
        foreach (var input in Definition.Inputs)
        {
            var columns = new ColumnBlock(values, count.Rows, _fields.Length, first, input.Fields.Length);
            if (!columns.ToTensor(input).TryGet(out var tensor, out var problem))
            {
                return problem;
            }

            tensors.Add(tensor);
            first += input.Fields.Length;
        }

        return new InferenceRequest(count.IsBatch ? RowReader.BatchId : null, tensors.MoveToImmutable(), WantedOutputs);
    }
}
