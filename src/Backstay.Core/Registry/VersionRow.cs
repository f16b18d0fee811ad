using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Registry;

/// <summary>A version as the log keeps it: what decisions and lists ask for often, and where the rest is.</summary>
internal struct VersionRow
{
    public const int None = -1;

    public required int Asset { get; init; }

    public required SemanticVersion Number { get; init; }

    public required ContentDigest Content { get; init; }

    /// <summary>The packed payload of the fact.</summary>
    public required BytesPlace Fact { get; init; }

    public required long Position { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long Time { get; init; }

    /// <summary>In the pool of actors; <see cref="None"/> for nobody.</summary>
    public required int By { get; init; }

    public required ReproducibilityHash? Reproducibility { get; init; }

    /// <summary>The next version of the same asset; the writer sets it when there is one.</summary>
    public int NextOfAsset { get; set; }

    /// <summary>The next version with the same content.</summary>
    public int NextOfContent { get; set; }

    /// <summary>The next version with the same complete reproducibility hash.</summary>
    public int NextOfTraining { get; set; }
}
