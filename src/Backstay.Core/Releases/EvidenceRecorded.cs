using System.Text.Json.Serialization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Releases;

/// <summary>A combination was tried, with this outcome. The compatibility matrix is the fold of these.</summary>
/// <param name="Samples">How many inputs went through the whole release.</param>
/// <param name="Errors">How many failed.</param>
/// <param name="SchemaFailures">How many answers broke the declared output schema.</param>
/// <param name="Late">How many took longer than <paramref name="DeadlineMs"/>.</param>
/// <param name="Inputs">SHA-256 of the inputs in order; null where they came from live traffic.</param>
/// <param name="Rollout">The rollout whose shadow step it was; null otherwise.</param>
/// <param name="BackendDigest">
/// Which backend answered: the digest of what decides its answers, as it was declared then. Null where the entry is older
/// than this member, or where no one backend answered: it proves no backend.
/// </param>
/// <param name="Check">What else a check measured, so that its answer can be given again; null for a shadow step.</param>
public sealed record EvidenceRecorded(
    Name Release,
    Name Endpoint,
    Name Backend,
    Digest Combination,
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Digest? BackendDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CheckFigures? Check = null) : IFact;
