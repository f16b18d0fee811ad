using System.Text.Json.Serialization;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>A version in the state: what was registered, when, by whom, and what follows from it.</summary>
public sealed class RegisteredVersion
{
    private readonly Func<VersionRegistered>? _read;
    private readonly Func<VersionRegistered, ReproducibilityHash?> _derive;
    private VersionRegistered? _fact;
    private Derived? _derived;

    /// <param name="id">The fact's name and content; known without reading it.</param>
    /// <param name="read">Reads the fact, the same every time.</param>
    /// <param name="derive">Derives its reproducibility hash from what is registered before it, the same every time.</param>
    internal RegisteredVersion(
        (VersionId Version, ContentDigest Content) id, Func<VersionRegistered> read, Registration registration, Func<VersionRegistered, ReproducibilityHash?> derive)
        : this(id, registration, derive) => _read = read;

    internal RegisteredVersion(VersionRegistered fact, Registration registration, Func<VersionRegistered, ReproducibilityHash?> derive)
        : this((fact.Version, fact.Content), registration, derive) => _fact = fact;

    private RegisteredVersion((VersionId Version, ContentDigest Content) id, Registration registration, Func<VersionRegistered, ReproducibilityHash?> derive)
    {
        (Id, Content) = id;
        Registration = registration;
        _derive = derive;
    }

    public VersionId Id { get; }

    /// <summary>All that was registered; unpacked at the first look, so ask for <see cref="Content"/> where that is enough.</summary>
    public VersionRegistered Fact => _fact ??= _read?.Invoke() ?? throw new InvalidOperationException("One of the two was given.");

    [JsonIgnore]
    public ContentDigest Content { get; }

    /// <summary>The ledger position of its registration.</summary>
    public long Position => Registration.Position;

    public DateTimeOffset Time => Registration.Time;

    public string? RegisteredBy => Registration.By;

    internal Registration Registration { get; }

    /// <summary>Fingerprint of all inputs of a training; null for versions that nothing was trained for. Derived at the first look.</summary>
    public ReproducibilityHash? Reproducibility => (_derived ??= new Derived(_derive(Fact))).Hash;

    /// <summary>In a place of its own, so that it is seen whole or not at all.</summary>
    private sealed record Derived(ReproducibilityHash? Hash);
}

/// <summary>When a version was registered, and by whom.</summary>
internal readonly record struct Registration(long Position, DateTimeOffset Time, string? By);
