namespace Backstay.Core.Environments;

/// <summary>CUDA's runtime and driver versions; null where unknown.</summary>
public sealed record CudaEnvironment(string? Runtime, string? Driver);
