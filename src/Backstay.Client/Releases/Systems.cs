using Backstay.Core.Primitives;

namespace Backstay.Client.Releases;

/// <summary>Says which version of a system around Backstay is there.</summary>
public record SetSystemRequest
{
    public required SemanticVersion Version { get; init; }

    public required string Why { get; init; }
}

/// <summary>What a system was last said to be at.</summary>
public sealed record SystemView(Name System, SemanticVersion Version, long Position, DateTimeOffset Time);
