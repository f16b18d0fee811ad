namespace Backstay.Client.Status;

/// <summary>A probe's answer.</summary>
public sealed record HealthAnswer(string Status);
