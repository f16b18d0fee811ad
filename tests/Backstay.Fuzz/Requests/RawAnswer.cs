using System.Text.Json;

namespace Backstay.Fuzz.Requests;

/// <summary>What came back.</summary>
/// <param name="Status">0 where the server closed the connection without a word.</param>
public sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static RawAnswer Closed { get; } = new(0, new Dictionary<string, string>(), "");

    public string? MediaType => Headers.TryGetValue("Content-Type", out var type) ? type.Split(';')[0].Trim() : null;

    /// <summary>A member of the problem that this answer is; null where it is none, or has no such text.</summary>
    public string? Member(string name)
    {
        if (MediaType != "application/problem+json")
        {
            return null;
        }

        try
        {
            var problem = JsonElement.Parse(Body);
            return problem.TryGetProperty(name, out var member) ? member.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => $"{Status} {(Body.Length > 600 ? Body[..600] + "…" : Body)}";
}
