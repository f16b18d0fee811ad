using System.Collections.Immutable;
using Backstay.Core.Primitives;

namespace Backstay.Core.Environments;

/// <summary>What of an environment decides results; null and empty where it is not there or not known.</summary>
/// <param name="Architecture">Of the processor: <c>x64</c>, <c>arm64</c>.</param>
/// <param name="Dotnet">The .NET runtime's version.</param>
/// <param name="OnnxRuntime">The version of the ONNX Runtime that serves models.</param>
/// <param name="Frameworks">Versions by name, of what no package list names.</param>
/// <param name="Gpus">GPU models, sorted.</param>
/// <param name="Image">Digest of the container image.</param>
/// <param name="LockFiles">Digests by file name, of what pins dependencies.</param>
public sealed record EnvironmentBehaviour(
    OperatingSystemRelease Os,
    string Architecture,
    string? Dotnet,
    PythonEnvironment? Python,
    string? OnnxRuntime,
    ImmutableSortedDictionary<string, string> Frameworks,
    CudaEnvironment? Cuda,
    ImmutableArray<string> Gpus,
    Digest? Image,
    ImmutableSortedDictionary<string, Digest> LockFiles);
