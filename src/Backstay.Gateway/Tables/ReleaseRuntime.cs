using Backstay.Core.Routing;
using Backstay.Gateway.Processing;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Tables;

/// <summary>A release that is ready to answer at an endpoint. Immutable.</summary>
public sealed class ReleaseRuntime
{
    public required RouteTarget Target { get; init; }

    public required IUpstream Upstream { get; init; }

    /// <summary>Applied to plain JSON; callers of the inference protocol send tensors themselves and pass it by.</summary>
    public CompiledProcessor? Processor { get; init; }

    public ModelSignature Signature { get; init; } = ModelSignature.Unknown;

    /// <summary>The version that a backend must echo; null takes what comes and only records it.</summary>
    public string? ExpectedModelVersion { get; init; }
}
