using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>What the host knows about one version at one instant. Counters run on through unloading and loading again.</summary>
/// <param name="Content">Digest of the model file.</param>
/// <param name="LoadedAt">When it last became hot; null before.</param>
/// <param name="LoadTime">How long that load took, warm-up included.</param>
/// <param name="MemoryBytes">
/// Estimate while hot: the growth of the process's resident memory over load and warm-up, and at least the size of the
/// file. Other work in the process at that time blurs it; loads never overlap each other. The file's size while warm, 0 while
/// cold.
/// </param>
/// <param name="Requests">Runs asked for, refused ones included, warm-up not.</param>
/// <param name="Errors">Runs that gave a problem.</param>
/// <param name="CpuTime">CPU time of the threads that ran the model, over all runs.</param>
public sealed record ModelStatus(
    ModelKey Key,
    ModelState State,
    Digest Content,
    DateTimeOffset? LoadedAt,
    TimeSpan LoadTime,
    long FileBytes,
    long MemoryBytes,
    long Requests,
    long Errors,
    TimeSpan CpuTime,
    ImmutableArray<TensorSpec> Inputs,
    ImmutableArray<TensorSpec> Outputs);
