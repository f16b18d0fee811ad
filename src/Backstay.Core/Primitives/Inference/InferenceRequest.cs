using System.Collections.Immutable;

namespace Backstay.Core.Primitives.Inference;

/// <summary>One question to a model.</summary>
/// <param name="Id">The caller's name for it, echoed in the answer; null where none was given.</param>
/// <param name="Outputs">Names of the wanted outputs in the wanted order; empty for all in the model's order.</param>
public sealed record InferenceRequest(string? Id, ImmutableArray<Tensor> Inputs, ImmutableArray<string> Outputs)
{
    public InferenceRequest(string? id, params ReadOnlySpan<Tensor> inputs)
        : this(id, [.. inputs], [])
    {
    }
}
