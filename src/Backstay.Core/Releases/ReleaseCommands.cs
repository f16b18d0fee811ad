using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Releases;

/// <summary>Binds versions into a release.</summary>
public sealed record ProposeRelease(
    Name Release,
    ReleaseParts Parts,
    Name Backend,
    ImmutableArray<SystemRequirement> Requires,
    string Owner,
    string Why) : ICommand;

/// <summary>Records what a system around us is at.</summary>
public sealed record SetSystem(Name System, SemanticVersion Version, string? Why) : ICommand;

/// <summary>Records the outcome of a check or a shadow step.</summary>
/// <param name="BackendDigest">
/// Of the backend that answered, by whoever saw it answer: by the time this is decided another may be declared.
/// </param>
public sealed record RecordEvidence(
    Name Release,
    Name Endpoint,
    EvidenceKind Evidence,
    bool Passed,
    long Samples,
    long Errors,
    long SchemaFailures,
    long Late,
    int DeadlineMs,
    Digest? Inputs,
    string? Rollout,
    string? FirstFailure,
    Digest? BackendDigest) : ICommand;
