using System.Collections.Immutable;
using Backstay.Core.Evaluation;
using Backstay.Core.Registry;

namespace Backstay.Client.Versions;

/// <summary>Records what was measured of a version.</summary>
public sealed record ScorecardRequest
{
    public required ImmutableArray<Measure> Measures { get; init; }

    /// <summary>The evaluation-suite version that measured; null where none is registered.</summary>
    public VersionId? Suite { get; init; }

    /// <summary>The dataset version that it was measured on.</summary>
    public VersionId? Data { get; init; }
}

/// <summary>A recorded scorecard.</summary>
public sealed record ScorecardAnswer(
    VersionId Version,
    ImmutableArray<Measure> Measures,
    VersionId? Suite,
    VersionId? Data,
    long Position,
    DateTimeOffset RecordedAt,
    string? RecordedBy);

/// <summary>A version's scorecards in the order of their recording; the newest measure of a metric counts.</summary>
public sealed record ScorecardList(VersionId Version, ImmutableArray<ScorecardAnswer> Scorecards);
