using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>A version exists and never changes after this.</summary>
/// <param name="Files">The content's files in the order of their paths.</param>
/// <param name="Supersedes">The version that it replaces; another relation than <see cref="RecordedInputs.InitialisedFrom"/>.</param>
public sealed record VersionRegistered(
    VersionId Version,
    ContentDigest Content,
    ImmutableArray<ContentFile> Files,
    RecordedInputs Inputs,
    ModelDescription? Model,
    VersionId? Supersedes,
    string Owner,
    Digest Purpose,
    Digest Why) : IFact;
