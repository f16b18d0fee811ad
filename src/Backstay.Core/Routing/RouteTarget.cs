using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Routing;

/// <summary>A release as the gateway sees it.</summary>
public sealed record RouteTarget(Name Release, VersionId Model, VersionId? Processor, BackendConfig Backend);
