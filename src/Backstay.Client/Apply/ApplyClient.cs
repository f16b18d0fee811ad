namespace Backstay.Client.Apply;

/// <summary>Plans of documents.</summary>
public static class ApplyClient
{
    /// <summary>What documents would change; nothing is recorded.</summary>
    public static Task<PlanAnswer> PlanAsync(this BackstayClient client, PlanRequest request, CancellationToken ct) =>
        client.SendAsync<PlanRequest, PlanAnswer>(HttpMethod.Post, "plan", request, idempotencyKey: null, ct);
}
