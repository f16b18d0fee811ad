using System.Collections.Immutable;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Core.Registry;

/// <summary>What only models have.</summary>
public sealed record ModelDescription(
    string Architecture,
    ImmutableArray<TensorSpec> InputSchema,
    ImmutableArray<TensorSpec> OutputSchema);
