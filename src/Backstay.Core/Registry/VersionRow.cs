using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Registry;

/// <summary>
/// A version as the log keeps it: what deciding and lists ask for often, and where the rest is. It holds no references, so that
/// the collector has nothing to look at in a million of them.
/// </summary>
internal struct VersionRow
{
    public const int None = -1;

    public required int Asset { get; init; }

    public required int Major { get; init; }

    public required int Minor { get; init; }

    public required int Patch { get; init; }

    /// <summary>In the pool of words; <see cref="None"/> for none.</summary>
    public required int PreRelease { get; init; }

    public required ContentDigest Content { get; init; }

    /// <summary>The packed payload of the fact.</summary>
    public required BytesPlace Fact { get; init; }

    public required long Position { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long Time { get; init; }

    /// <summary>In the pool of actors; <see cref="None"/> for nobody.</summary>
    public required int By { get; init; }

    /// <summary>See <see cref="TrainingKey"/>; null where there is none.</summary>
    public required long? Training { get; init; }

    /// <summary>The next version of the same asset; the writer sets it when there is one.</summary>
    public int NextOfAsset { get; set; }

    /// <summary>The next version with the same content.</summary>
    public int NextOfContent { get; set; }

    /// <summary>The next version with the same <see cref="Training"/>.</summary>
    public int NextOfTraining { get; set; }
}
