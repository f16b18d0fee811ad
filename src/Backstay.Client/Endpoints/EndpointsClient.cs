using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Client.Endpoints;

/// <summary>Endpoints, rollbacks and what changed.</summary>
public static class EndpointsClient
{
    public static Task<EndpointView> DeclareEndpointAsync(
        this BackstayClient client, Name endpoint, DeclareEndpointRequest request, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<DeclareEndpointRequest, EndpointView>(HttpMethod.Put, $"endpoints/{endpoint}", request, idempotencyKey, ct);

    public static Task<EndpointView> GetEndpointAsync(this BackstayClient client, Name endpoint, CancellationToken ct) =>
        client.GetAsync<EndpointView>($"endpoints/{endpoint}", ct);

    public static Task<Listing<EndpointSummary>> ListEndpointsAsync(this BackstayClient client, CancellationToken ct) =>
        client.GetAsync<Listing<EndpointSummary>>("endpoints", ct);

    /// <summary>Where an endpoint can go back to, and why not elsewhere.</summary>
    public static Task<Listing<TargetView>> ListTargetsAsync(this BackstayClient client, Name endpoint, CancellationToken ct) =>
        client.GetAsync<Listing<TargetView>>($"endpoints/{endpoint}/targets", ct);

    /// <summary>In effect when it returns.</summary>
    public static Task<RollbackAnswer> RollBackAsync(
        this BackstayClient client, Name endpoint, RollbackRequest request, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<RollbackRequest, RollbackAnswer>(HttpMethod.Post, $"endpoints/{endpoint}/rollback", request, idempotencyKey, ct);

    /// <param name="since">A ledger position, an RFC 3339 time, or a duration such as <c>2h</c>; null reads all.</param>
    public static Task<Listing<ChangeView>> ListChangesAsync(
        this BackstayClient client, Name endpoint, string? since, int limit, CancellationToken ct) =>
        client.GetAsync<Listing<ChangeView>>(
            Query.On($"endpoints/{endpoint}/changes", ("since", since), ("limit", limit.ToString(CultureInfo.InvariantCulture))), ct);
}
