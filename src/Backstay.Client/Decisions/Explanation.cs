using System.Collections.Immutable;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Client.Decisions;

/// <summary>Why a caller got an answer: the record, the choice made again, and what the releases are made of.</summary>
/// <param name="Releases">The assigned release, then the one that served where it is another.</param>
/// <param name="Rollout">The rollout's step that the request fell into; null outside a rollout.</param>
public sealed record Explanation(
    DecisionStory Story,
    ChoiceCheck Choice,
    ImmutableArray<ReleaseExplanation> Releases,
    RolloutStepExplanation? Rollout);

/// <summary>The choice, computed again from the ledger as it stood and the record.</summary>
/// <param name="Same">Whether the record says what the ledger gives.</param>
/// <param name="Position">The ledger position that names the routing table.</param>
/// <param name="Seed">Of the assignment hash.</param>
/// <param name="Bucket">Computed again; null where the unit is not known here (only its digest is kept).</param>
/// <param name="UnitMatches">Whether the unit that the asker named is the record's; null where none was named.</param>
/// <param name="Weights">The table's shares at that position.</param>
/// <param name="Findings">One sentence for each comparison, in order.</param>
public sealed record ChoiceCheck(
    bool Same,
    long Position,
    string Seed,
    int? Bucket,
    bool? UnitMatches,
    ImmutableArray<WeightAt> Weights,
    ImmutableArray<Finding> Findings);

/// <summary>A release's share in a table.</summary>
public sealed record WeightAt(Name Release, string Role, int Share);

/// <summary>One comparison of the record with what was computed.</summary>
public sealed record Finding(string What, string Recorded, string? Computed, bool? Agrees);

/// <summary>What a release is made of.</summary>
public sealed record ReleaseExplanation(
    Name Release,
    string Role,
    string Owner,
    string? Why,
    string? ProposedBy,
    DateTimeOffset Proposed,
    long Position,
    ImmutableArray<PartExplanation> Parts,
    ImmutableArray<LineageStep> Lineage,
    bool LineageTruncated);

/// <summary>One version of a release.</summary>
/// <param name="Role"><c>model</c>, <c>processor</c>, <c>prompt:NAME</c>, …</param>
public sealed record PartExplanation(
    string Role,
    VersionId Version,
    ContentDigest Content,
    string Owner,
    string? Purpose,
    string? Why,
    string? RegisteredBy,
    DateTimeOffset Registered,
    long Position,
    string? Reproducibility);

/// <summary>Where a rollout stood when the request came, and what became of it.</summary>
public sealed record RolloutStepExplanation(
    string Rollout,
    Name From,
    Name To,
    int StepIndex,
    StepConfig Step,
    RolloutStatus Status,
    string? Reason,
    ImmutableArray<string> Incidents);
