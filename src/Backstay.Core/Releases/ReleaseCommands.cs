using System.Collections.Immutable;
using System.Text.Json.Serialization;
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
public sealed record SetSystem(Name System, SemanticVersion Version, string Why) : ICommand;

/// <summary>
/// Records the outcome of a check or a shadow step. What was measured is no part of what was asked for: a repeat is the same
/// command, though other figures came of it, and the first figures stand.
/// </summary>
/// <param name="BackendDigest">
/// Of the backend that answered, by whoever saw it answer: by the time this is decided another may be declared.
/// </param>
/// <param name="Check">What else a check measured; null for a shadow step.</param>
/// <param name="Asked">What a caller asked to be checked, as a digest; null for a shadow step, which nobody asks for.</param>
public sealed record RecordEvidence(
    Name Release,
    Name Endpoint,
    EvidenceKind Evidence,
    [property: JsonIgnore] bool Passed,
    [property: JsonIgnore] long Samples,
    [property: JsonIgnore] long Errors,
    [property: JsonIgnore] long SchemaFailures,
    [property: JsonIgnore] long Late,
    [property: JsonIgnore] int DeadlineMs,
    [property: JsonIgnore] Digest? Inputs,
    string? Rollout,
    [property: JsonIgnore] string? FirstFailure,
    [property: JsonIgnore] Digest? BackendDigest,
    [property: JsonIgnore] CheckFigures? Check = null,
    Digest? Asked = null) : ICommand;
