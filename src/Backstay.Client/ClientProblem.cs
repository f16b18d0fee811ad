using System.Text.Json.Serialization;

namespace Backstay.Client;

/// <summary>What the server (or the way to it) said was wrong: RFC 9457 problem details as Backstay writes them.</summary>
public sealed record ClientProblem
{
    /// <summary>HTTP status; 0 when the server could not be reached.</summary>
    public int Status { get; init; }

    /// <summary>Stable code, such as <c>version-taken</c>.</summary>
    public string Code { get; init; } = "unknown";

    [JsonPropertyName("detail")]
    public string Message { get; init; } = "";

    /// <summary>The field of the input that is wrong.</summary>
    public string? Field { get; init; }

    /// <summary>The way out.</summary>
    public string? Hint { get; init; }
}
