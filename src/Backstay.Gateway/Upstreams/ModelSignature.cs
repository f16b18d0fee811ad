using System.Collections.Immutable;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Gateway.Upstreams;

/// <summary>The tensors that a model version declares. Answers are checked against the outputs, where there are any.</summary>
public sealed record ModelSignature(ImmutableArray<TensorSpec> Inputs, ImmutableArray<TensorSpec> Outputs)
{
    public static ModelSignature Unknown { get; } = new([], []);
}
