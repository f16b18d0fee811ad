using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Client.Versions;

/// <summary>Everything that the registry holds about a version.</summary>
/// <param name="Size">Bytes of all files together.</param>
/// <param name="Behaviour">Of environments: the digest of what decides results.</param>
/// <param name="Purpose">Null where it was erased; where the stored text was changed, words that say so.</param>
/// <param name="Why">Null where it was erased; where the stored text was changed, words that say so.</param>
/// <param name="Position">The ledger position of its registration.</param>
/// <param name="Reproducibility">Fingerprint of all inputs of a training; null where nothing was trained.</param>
public sealed record VersionAnswer(
    VersionId Version,
    ContentDigest Content,
    ImmutableArray<ContentFile> Files,
    long Size,
    RecordedInputs Inputs,
    ModelDescription? Model,
    Digest? Behaviour,
    VersionId? Supersedes,
    string Owner,
    string? Purpose,
    string? Why,
    long Position,
    DateTimeOffset RegisteredAt,
    string? RegisteredBy,
    ReproducibilityHash? Reproducibility);
