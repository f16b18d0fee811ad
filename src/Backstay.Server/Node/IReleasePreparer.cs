using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Core.World;

namespace Backstay.Server.Node;

/// <summary>
/// Makes releases hot before anything sends traffic to them: downloads, loads, warms up and checks what an endpoint
/// would need to answer with a release.
/// </summary>
public interface IReleasePreparer
{
    /// <summary>
    /// The release as the endpoint's gateway reaches it, ready to answer; or why it can't be made ready. Safe to repeat.
    /// </summary>
    /// <param name="endpoint">The declaration that it would serve under, which need not be the recorded one.</param>
    /// <param name="world">The state in which the release's parts are looked up.</param>
    Task<Result<RouteTarget>> PrepareAsync(EndpointConfig endpoint, Name release, WorldState world, CancellationToken ct);

    /// <summary>Whether the release could answer for the endpoint this very moment. Never waits.</summary>
    ReleaseReadiness ReadinessOf(Name endpoint, Name release);
}
