using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>A version exists and never changes after this.</summary>
/// <param name="Files">
/// The content's files in the order of their paths; empty where the list is too long for an entry and is the object
/// whose digest has <paramref name="Content"/>'s digits (<see cref="ContentDigests.ListObjectOf"/>).
/// </param>
/// <param name="FileCount">How many files the content has.</param>
/// <param name="Size">Their bytes together.</param>
/// <param name="Behaviour">Of environments: the digest of the manifest's behaviour part; null for other kinds.</param>
/// <param name="Supersedes">The version that it replaces; another relation than <see cref="RecordedInputs.InitialisedFrom"/>.</param>
public sealed record VersionRegistered(
    VersionId Version,
    ContentDigest Content,
    ImmutableArray<ContentFile> Files,
    int FileCount,
    long Size,
    RecordedInputs Inputs,
    ModelDescription? Model,
    Digest? Behaviour,
    VersionId? Supersedes,
    string Owner,
    Digest Purpose,
    Digest Why) : IFact;
