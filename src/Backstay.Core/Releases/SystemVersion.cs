using Backstay.Core.Primitives;

namespace Backstay.Core.Releases;

/// <summary>What a system around us was last said to be at.</summary>
public sealed record SystemVersion(SemanticVersion Version, long Position, DateTimeOffset Time);
