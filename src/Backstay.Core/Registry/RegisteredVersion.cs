using System.Text.Json.Serialization;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>A version in the state: what was registered, when, by whom, and what was derived in the fold.</summary>
public sealed class RegisteredVersion
{
    private readonly Func<VersionRegistered>? _read;
    private VersionRegistered? _fact;

    /// <param name="content">The fact's; known without reading it.</param>
    /// <param name="read">Reads the fact, the same every time.</param>
    internal RegisteredVersion(
        VersionId id, ContentDigest content, Func<VersionRegistered> read, long position, DateTimeOffset time, string? by, ReproducibilityHash? reproducibility)
        : this(id, content, position, time, by, reproducibility) => _read = read;

    internal RegisteredVersion(VersionRegistered fact, long position, DateTimeOffset time, string? by, ReproducibilityHash? reproducibility)
        : this(fact.Version, fact.Content, position, time, by, reproducibility) => _fact = fact;

    private RegisteredVersion(
        VersionId id, ContentDigest content, long position, DateTimeOffset time, string? by, ReproducibilityHash? reproducibility)
    {
        Id = id;
        Content = content;
        Position = position;
        Time = time;
        RegisteredBy = by;
        Reproducibility = reproducibility;
    }

    public VersionId Id { get; }

    /// <summary>All that was registered; unpacked at the first look, so ask for <see cref="Content"/> where that is enough.</summary>
    public VersionRegistered Fact => _fact ??= _read?.Invoke() ?? throw new InvalidOperationException("One of the two was given.");

    [JsonIgnore]
    public ContentDigest Content { get; }

    /// <summary>The ledger position of its registration.</summary>
    public long Position { get; }

    public DateTimeOffset Time { get; }

    public string? RegisteredBy { get; }

    /// <summary>Fingerprint of all inputs of a training; null for versions that nothing was trained for.</summary>
    public ReproducibilityHash? Reproducibility { get; }
}
