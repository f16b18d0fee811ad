using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;

namespace Backstay.Client.Releases;

/// <summary>A release with all that is known of it.</summary>
/// <param name="Why">Null where the text was erased.</param>
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
    long Position,
    DateTimeOffset Time);

/// <summary>A row of the compatibility matrix: one combination of contents, and what is known of it.</summary>
/// <param name="Parts">As the first release with this combination names them.</param>
public sealed record MatrixRow(
    Digest Combination,
    ReleaseParts Parts,
    ImmutableArray<Name> Releases,
    ImmutableArray<EvidenceView> Evidence);
