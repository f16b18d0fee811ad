using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Client.Releases;

/// <summary>Releases, their checks, the compatibility matrix, and systems.</summary>
public static class ReleasesClient
{
    /// <summary>Proposes a release; the same release again answers with the one that exists.</summary>
    public static Task<ReleaseView> ProposeReleaseAsync(
        this BackstayClient client, ProposeReleaseRequest request, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<ProposeReleaseRequest, ReleaseView>(HttpMethod.Post, "releases", request, idempotencyKey, ct);

    public static Task<ReleaseView> GetReleaseAsync(this BackstayClient client, Name release, CancellationToken ct) =>
        client.GetAsync<ReleaseView>($"releases/{release}", ct);

    /// <summary>Newest first.</summary>
    public static Task<Listing<ReleaseSummary>> ListReleasesAsync(this BackstayClient client, int limit, CancellationToken ct) =>
        client.GetAsync<Listing<ReleaseSummary>>(Query.On("releases", ("limit", limit.ToString(CultureInfo.InvariantCulture))), ct);

    /// <summary>Runs samples through a whole release; what is found is recorded, passed or not.</summary>
    public static Task<CheckReport> CheckReleaseAsync(
        this BackstayClient client, Name release, CheckReleaseRequest request, CancellationToken ct) =>
        client.SendAsync<CheckReleaseRequest, CheckReport>(HttpMethod.Post, $"releases/{release}/check", request, idempotencyKey: null, ct);

    public static Task<Listing<MatrixRow>> GetMatrixAsync(this BackstayClient client, int limit, CancellationToken ct) =>
        client.GetAsync<Listing<MatrixRow>>(Query.On("matrix", ("limit", limit.ToString(CultureInfo.InvariantCulture))), ct);

    public static Task<SystemView> SetSystemAsync(
        this BackstayClient client, Name system, SetSystemRequest request, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<SetSystemRequest, SystemView>(HttpMethod.Put, $"systems/{system}", request, idempotencyKey, ct);

    public static Task<Listing<SystemView>> ListSystemsAsync(this BackstayClient client, CancellationToken ct) =>
        client.GetAsync<Listing<SystemView>>("systems", ct);
}
