using System.Text.Json;
using Backstay.Core.Environments;

namespace Backstay.Client.Environments;

/// <summary>Comparing environments.</summary>
public static class EnvironmentsClient
{
    /// <summary>Graded differences of what decides results.</summary>
    public static Task<EnvironmentComparison> CompareEnvironmentsAsync(
        this BackstayClient client, CompareEnvironmentsRequest request, CancellationToken ct) =>
        client.SendAsync<CompareEnvironmentsRequest, EnvironmentComparison>(
            HttpMethod.Post, "environments/compare", request, idempotencyKey: null, ct);
}

/// <summary>Two environments to compare.</summary>
/// <param name="A">A registered version as a string (<c>environment/train@1.0.0</c>), or a manifest as an object.</param>
/// <param name="B">As <paramref name="A"/>.</param>
public sealed record CompareEnvironmentsRequest(JsonElement A, JsonElement B);
