using System.Text.Json.Serialization;

namespace Backstay.Client.Status;

/// <summary>A probe's answer.</summary>
/// <param name="Detail">What the server does without, though it does its work; left out where it has all.</param>
public sealed record HealthAnswer(string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
