using System.Globalization;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Client.Decisions;

/// <summary>Decisions, why they were made, and what became of them.</summary>
public static class DecisionsClient
{
    /// <summary>Newest first.</summary>
    public static Task<Listing<DecisionRecord>> ListDecisionsAsync(this BackstayClient client, Name endpoint, int limit, CancellationToken ct) =>
        client.GetAsync<Listing<DecisionRecord>>(
            Query.On("decisions", ("endpoint", endpoint.ToString()), ("limit", limit.ToString(CultureInfo.InvariantCulture))), ct);

    public static Task<DecisionStory> GetDecisionAsync(this BackstayClient client, Guid decision, CancellationToken ct) =>
        client.GetAsync<DecisionStory>($"decisions/{decision}", ct);

    /// <param name="unit">What the unit was, where the asker knows it: proves that the record is its own. Sent as a header.</param>
    public static async Task<Explanation> ExplainDecisionAsync(this BackstayClient client, Guid decision, string? unit, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{BackstayClient.Prefix}decisions/{decision}/explain");
        if (unit is not null)
        {
            request.Headers.Add(UnitSource.DefaultHeader, unit);
        }

        return await client.SendAsync<Explanation>(request, ct);
    }

    /// <summary>Durable when it returns.</summary>
    public static Task<PostOutcomesAnswer> PostOutcomesAsync(
        this BackstayClient client, Guid decision, PostOutcomesRequest request, CancellationToken ct) =>
        client.SendAsync<PostOutcomesRequest, PostOutcomesAnswer>(
            HttpMethod.Post, $"decisions/{decision}/outcomes", request, idempotencyKey: null, ct);

    /// <summary>Durable when it returns.</summary>
    public static Task<PostOutcomesAnswer> PostOutcomesAsync(this BackstayClient client, PostManyOutcomesRequest request, CancellationToken ct) =>
        client.SendAsync<PostManyOutcomesRequest, PostOutcomesAnswer>(HttpMethod.Post, "outcomes", request, idempotencyKey: null, ct);
}
