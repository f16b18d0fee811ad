using System.Collections.Frozen;
using System.Collections.Immutable;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Gateway.Processing;

/// <summary>
/// A data processor as its version's content says it: how a caller's JSON becomes tensors, and how tensors become the
/// answer. Data, not code, so that it can be versioned, wrong, and rolled back.
/// </summary>
public sealed record DataProcessor(ImmutableArray<InputMapping> Inputs, ImmutableArray<OutputMapping> Outputs)
{
    public const int MaxInputs = 64;
    public const int MaxFields = 4_096;
    public const int MaxOutputs = 256;
    public const int MaxMapEntries = 4_096;
    public const int MaxPathLength = 200;

    /// <summary>Rows of one batched request.</summary>
    public const int MaxInstances = 1_024;

    /// <summary>The member that makes a body a batch; no field may begin with it.</summary>
    public const string Instances = "instances";
}

/// <summary>One input tensor of shape [rows, fields], one column a field, in this order.</summary>
/// <param name="Type">FP32, FP64, INT32 or INT64.</param>
public sealed record InputMapping(string Tensor, TensorType Type, ImmutableArray<FieldMapping> Fields);

/// <summary>One column: value = raw * scale + offset.</summary>
/// <param name="Field">Member names joined by dots.</param>
/// <param name="Default">The value, taken as it is, when the field is missing or null; null makes the field required.</param>
/// <param name="Map">Raw numbers for strings; null refuses strings.</param>
public sealed record FieldMapping(string Field, double Scale, double Offset, double? Default, FrozenDictionary<string, double>? Map);

/// <summary>One member of the answer: value = element * scale + offset, text as it is.</summary>
/// <param name="Index">Which element of the row.</param>
public sealed record OutputMapping(string Field, string Tensor, int Index, double Scale, double Offset);
