using System.Collections.Immutable;
using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>Every scorecard by version in ledger order, and the newest measure of each metric on each slice.</summary>
internal sealed record PlainScorecards(
    int Count,
    ImmutableDictionary<VersionId, ImmutableList<LedgerEntry>> ByVersion,
    ImmutableDictionary<(VersionId Version, string Metric, string? Slice), Measure> Newest)
{
    public static PlainScorecards Empty { get; } = new(
        0,
        ImmutableDictionary<VersionId, ImmutableList<LedgerEntry>>.Empty,
        ImmutableDictionary<(VersionId Version, string Metric, string? Slice), Measure>.Empty);

    public PlainScorecards Apply(LedgerEntry entry, IFact fact) => fact is ScorecardRecorded card
        ? new PlainScorecards(
            Count + 1,
            ByVersion.SetItem(card.Version, ByVersion.GetValueOrDefault(card.Version, []).Add(entry)),
            Newest.SetItems(card.Measures.Select(measure => KeyValuePair.Create((card.Version, measure.Metric, measure.Slice), measure))))
        : this;
}
