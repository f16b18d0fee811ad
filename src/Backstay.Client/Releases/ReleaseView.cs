using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;

namespace Backstay.Client.Releases;

/// <summary>A release with all that is known of it.</summary>
/// <param name="Why">Null where the text was erased; where it was changed, words that say so.</param>
/// <param name="Evidence">The compatibility matrix's evidence for its combination, oldest first.</param>
public sealed record ReleaseView(
    Name Release,
    ReleaseParts Parts,
    Name Backend,
    ImmutableArray<SystemRequirement> Requires,
    Digest Combination,
    string Owner,
    string? Why,
    string? ProposedBy,
    long Position,
    DateTimeOffset Time,
    ImmutableArray<EvidenceView> Evidence);

/// <summary>A release in a list.</summary>
public sealed record ReleaseSummary(
    Name Release,
    VersionId Model,
    VersionId? Processor,
    Name Backend,
    Digest Combination,
    string Owner,
    string? ProposedBy,
    long Position,
    DateTimeOffset Time);

/// <summary>One trial of a combination.</summary>
/// <param name="BackendDigest">Of the protocol, URL and model of the backend that answered; null where none is recorded.</param>
/// <param name="Applies">Whether the endpoint declares its backend as it was then; evidence of another proves nothing now.</param>
public sealed record EvidenceView(
    EvidenceKind Kind,
    Name Release,
    Name Endpoint,
    Name Backend,
    bool Passed,
    long Samples,
    long Errors,
    long SchemaFailures,
    long Late,
    int DeadlineMs,
    string? Rollout,
    string? FirstFailure,
    Digest? BackendDigest,
    bool Applies,
    long Position,
    DateTimeOffset Time);

/// <summary>A row of the compatibility matrix: one combination of contents, and what is known of it.</summary>
/// <param name="Parts">As the first release with this combination names them.</param>
public sealed record MatrixRow(
    Digest Combination,
    ReleaseParts Parts,
    ImmutableArray<Name> Releases,
    ImmutableArray<EvidenceView> Evidence);
