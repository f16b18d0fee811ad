using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Client.Rollouts;

/// <summary>Starting, watching and steering rollouts.</summary>
public static class RolloutsClient
{
    public static Task<StartRolloutAnswer> StartRolloutAsync(
        this BackstayClient client, StartRolloutRequest request, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<StartRolloutRequest, StartRolloutAnswer>(HttpMethod.Post, "rollouts", request, idempotencyKey, ct);

    public static Task<RolloutView> GetRolloutAsync(this BackstayClient client, string rollout, CancellationToken ct) =>
        client.GetAsync<RolloutView>($"rollouts/{Uri.EscapeDataString(rollout)}", ct);

    /// <summary>Newest first.</summary>
    /// <param name="endpoint">Null for all.</param>
    public static Task<Listing<RolloutSummary>> ListRolloutsAsync(this BackstayClient client, Name? endpoint, int limit, CancellationToken ct) =>
        client.GetAsync<Listing<RolloutSummary>>(
            Query.On("rollouts", ("endpoint", endpoint?.ToString()), ("limit", limit.ToString(CultureInfo.InvariantCulture))), ct);

    public static Task<RolloutView> PauseRolloutAsync(this BackstayClient client, string rollout, string why, CancellationToken ct) =>
        SteerAsync(client, rollout, "pause", why, ct);

    public static Task<RolloutView> ResumeRolloutAsync(this BackstayClient client, string rollout, string why, CancellationToken ct) =>
        SteerAsync(client, rollout, "resume", why, ct);

    public static Task<RolloutView> AbortRolloutAsync(this BackstayClient client, string rollout, string why, CancellationToken ct) =>
        SteerAsync(client, rollout, "abort", why, ct);

    private static Task<RolloutView> SteerAsync(BackstayClient client, string rollout, string verb, string why, CancellationToken ct) =>
        client.SendAsync<WhyRequest, RolloutView>(
            HttpMethod.Post, $"rollouts/{Uri.EscapeDataString(rollout)}/{verb}", new WhyRequest { Why = why }, idempotencyKey: null, ct);
}
