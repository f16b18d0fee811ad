using System.Collections.Immutable;
using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>Every edge of the lineage graph once, in ledger order, by both of its ends.</summary>
internal sealed record PlainEdges(
    ImmutableDictionary<VersionId, ImmutableList<LineageEdge>> Up, ImmutableDictionary<VersionId, ImmutableList<LineageEdge>> Down)
{
    public static PlainEdges Empty { get; } = new(
        ImmutableDictionary<VersionId, ImmutableList<LineageEdge>>.Empty, ImmutableDictionary<VersionId, ImmutableList<LineageEdge>>.Empty);

    public PlainEdges Apply(IFact fact) => EdgesOf(fact).Aggregate(this, (edges, edge) => edges.Add(edge));

    private PlainEdges Add(LineageEdge edge)
    {
        var (up, down) = (Up.GetValueOrDefault(edge.From, []), Down.GetValueOrDefault(edge.To, []));
        return up.Contains(edge)
            ? this
            : new PlainEdges(Up.SetItem(edge.From, up.Add(edge)), Down.SetItem(edge.To, down.Add(edge)));
    }

    private static IEnumerable<LineageEdge> EdgesOf(IFact fact) => fact switch
    {
        VersionRegistered version => OfInputs(version.Version, version.Inputs),
        LineageEdgeRecorded edge => [new LineageEdge(edge.From, edge.Relation, edge.To, edge.Role, edge.Slice)],
        ScorecardRecorded { Suite: { } suite } card => [new LineageEdge(card.Version, LineageRelation.EvaluatedBy, suite)],
        _ => [],
    };

    private static IEnumerable<LineageEdge> OfInputs(VersionId made, RecordedInputs inputs) =>
    [
        .. inputs.Data.Select(data => new LineageEdge(
            made, made.Asset.Kind == AssetKind.Model ? LineageRelation.TrainedOn : LineageRelation.DerivedFrom, data.Version, data.Role, data.Slice)),
        .. inputs.InitialisedFrom.Select(weights => new LineageEdge(made, LineageRelation.DerivedFrom, weights, "initialised-from")),
        .. inputs.DerivedFrom.Select(other => new LineageEdge(made, LineageRelation.DerivedFrom, other)),
        .. inputs.ProcessedBy.Select(processor => new LineageEdge(made, LineageRelation.ProcessedBy, processor)),
        .. inputs.CodeVersion is { } code ? [new LineageEdge(made, LineageRelation.UsesCode, code)] : Array.Empty<LineageEdge>(),
        .. inputs.TrainedIn is { } environment ? [new LineageEdge(made, LineageRelation.RanIn, environment)] : Array.Empty<LineageEdge>(),
    ];
}
