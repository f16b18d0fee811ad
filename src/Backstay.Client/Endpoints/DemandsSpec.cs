using System.Collections.Immutable;
using Backstay.Core.Releases;
using Backstay.Core.Routing;

namespace Backstay.Client.Endpoints;

/// <summary>What an endpoint demands of a release before it gives it users' traffic.</summary>
public sealed record DemandsSpec
{
    /// <summary>Kinds of evidence, any one of which is enough; empty demands none.</summary>
    public ImmutableArray<EvidenceKind> Evidence { get; init; } = ReleaseDemands.CheckOrShadow.Evidence;

    /// <summary>Bounds that the model's scorecards must meet, all of them.</summary>
    public ImmutableArray<ScorecardSpec> Scorecards { get; init => field = value.IsDefault ? [] : value; } = [];

    public ReleaseDemands ToDemands() => new(
        Evidence, [.. Scorecards.Select(s => new ScorecardDemand(s.Metric, s.Slice, s.Min, s.Max))]);
}

/// <summary>A bound on a measured metric.</summary>
public sealed record ScorecardSpec
{
    public required string Metric { get; init; }

    /// <summary>Null means the whole.</summary>
    public string? Slice { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }
}
