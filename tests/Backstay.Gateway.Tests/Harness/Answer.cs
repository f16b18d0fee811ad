using System.Text.Json;

namespace Backstay.Gateway.Tests.Harness;

/// <summary>What a caller got.</summary>
internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public Guid Decision => Guid.Parse(Headers["Backstay-Decision"]);

    public string? Release => Headers.GetValueOrDefault("Backstay-Release");

    public string? Fallback => Headers.GetValueOrDefault("Backstay-Fallback");

    public string? Field => JsonDocument.Parse(Body).RootElement.TryGetProperty("field", out var named) ? named.GetString() : null;

    public string? Code => JsonDocument.Parse(Body).RootElement.GetProperty("code").GetString();

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
}
