using System.Collections.Immutable;
using Backstay.Core.Releases;

namespace Backstay.Core.Routing;

/// <summary>What an endpoint demands of a release before it gives it users' traffic.</summary>
/// <param name="Evidence">Kinds of evidence for the combination, any one of which is enough; empty demands none.</param>
/// <param name="Scorecards">Bounds that the model version's scorecards must meet, all of them.</param>
public sealed record ReleaseDemands(
    ImmutableArray<EvidenceKind> Evidence,
    ImmutableArray<ScorecardDemand> Scorecards)
{
    public static ReleaseDemands CheckOrShadow { get; } = new([EvidenceKind.Check, EvidenceKind.Shadow], []);
}

/// <summary>A bound on a measured metric; the interval's end, where there is one, must meet it as well as the value.</summary>
/// <param name="Slice">Null means the whole.</param>
public sealed record ScorecardDemand(string Metric, string? Slice, double? Min, double? Max);
