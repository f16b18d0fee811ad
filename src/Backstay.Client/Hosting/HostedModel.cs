using System.Collections.Immutable;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Client.Hosting;

/// <summary>A model version that this node has hosted since its start.</summary>
/// <param name="State"><c>hot</c> answers; <c>warm</c> has its file mapped and is loaded without the disk; <c>cold</c> has neither; <c>loading</c> and <c>draining</c> are on the way.</param>
/// <param name="MemoryBytes">While hot, the larger of the file's size and what the process grew by while it was loaded; while warm, the file's size.</param>
/// <param name="CpuSeconds">Processor time that its runs took.</param>
public sealed record HostedModel(
    string Version,
    string State,
    DateTimeOffset? LoadedAt,
    double? LoadMs,
    long FileBytes,
    long MemoryBytes,
    long Requests,
    long Errors,
    double CpuSeconds,
    ImmutableArray<TensorSpec> Inputs,
    ImmutableArray<TensorSpec> Outputs);
