using Backstay.Client;
using Backstay.Client.Decisions;
using Backstay.Client.Endpoints;
using Backstay.Client.Incidents;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;

namespace Backstay.Examples.Flights.Story.Control;

/// <summary>The calls of the control API that the story makes about releases, endpoints and rollouts.</summary>
internal sealed class ControlPlane(BackstayClient client)
{
    public Task<ReleaseView> ProposeAsync(ProposeReleaseRequest request, CancellationToken ct) =>
        client.SendAsync<ProposeReleaseRequest, ReleaseView>(HttpMethod.Post, "releases", request, null, ct);

    public Task<CheckReport> CheckAsync(Name release, CheckReleaseRequest request, CancellationToken ct) =>
        client.SendAsync<CheckReleaseRequest, CheckReport>(HttpMethod.Post, $"releases/{release}/check", request, null, ct);

    public Task<EndpointView> DeclareAsync(Name endpoint, DeclareEndpointRequest request, CancellationToken ct) =>
        client.SendAsync<DeclareEndpointRequest, EndpointView>(HttpMethod.Put, $"endpoints/{endpoint}", request, null, ct);

    public Task<EndpointView> EndpointAsync(Name endpoint, CancellationToken ct) =>
        client.GetAsync<EndpointView>($"endpoints/{endpoint}", ct);

    public Task<StartRolloutAnswer> StartAsync(StartRolloutRequest request, CancellationToken ct) =>
        client.SendAsync<StartRolloutRequest, StartRolloutAnswer>(HttpMethod.Post, "rollouts", request, null, ct);

    public Task<RolloutView> RolloutAsync(string rollout, CancellationToken ct) =>
        client.GetAsync<RolloutView>($"rollouts/{Uri.EscapeDataString(rollout)}", ct);

    public Task<IncidentView> IncidentAsync(string incident, CancellationToken ct) =>
        client.GetAsync<IncidentView>($"incidents/{Uri.EscapeDataString(incident)}", ct);

    public Task<Explanation> ExplainAsync(Guid decision, CancellationToken ct) =>
        client.GetAsync<Explanation>($"decisions/{decision}/explain", ct);
}
