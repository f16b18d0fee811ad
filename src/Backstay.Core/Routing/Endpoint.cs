namespace Backstay.Core.Routing;

/// <summary>An endpoint in the state: its latest declaration.</summary>
public sealed record Endpoint(EndpointConfig Config, long Position, DateTimeOffset Time, string? DeclaredBy);
