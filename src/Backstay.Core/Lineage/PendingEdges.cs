using System.Collections.Immutable;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>Edges that are decided and not committed yet, in order and by what they lead from.</summary>
internal sealed record PendingEdges(ImmutableList<LineageEdge> InOrder, ImmutableDictionary<VersionId, ImmutableArray<LineageEdge>> ByFrom)
{
    public static PendingEdges None { get; } = new([], ImmutableDictionary<VersionId, ImmutableArray<LineageEdge>>.Empty);

    public ImmutableArray<LineageEdge> From(VersionId version) => ByFrom.GetValueOrDefault(version, []);

    public PendingEdges Add(LineageEdge edge) => new(InOrder.Add(edge), ByFrom.SetItem(edge.From, From(edge.From).Add(edge)));
}
