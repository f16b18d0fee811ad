using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>
/// The lineage graph, by both ends of its edges. Along edges of origin it has no cycle: a registration points only to
/// versions before it, and an edge recorded later is checked.
/// </summary>
public sealed record LineageState
{
    private LineageState()
    {
    }

    public static LineageState Empty { get; } = new();

    private ImmutableDictionary<VersionId, ImmutableArray<LineageEdge>> Up { get; init; } =
        ImmutableDictionary<VersionId, ImmutableArray<LineageEdge>>.Empty;

    private ImmutableDictionary<VersionId, ImmutableList<LineageEdge>> Down { get; init; } =
        ImmutableDictionary<VersionId, ImmutableList<LineageEdge>>.Empty;

    /// <summary>Edges to what the version was made from, in ledger order.</summary>
    public IReadOnlyList<LineageEdge> From(VersionId version) => Up.GetValueOrDefault(version, []);

    /// <summary>Edges of what was made from the version, in ledger order.</summary>
    public IReadOnlyList<LineageEdge> To(VersionId version) => Down.GetValueOrDefault(version, []);

    public LineageState Apply(EntryHead head, IFact fact) => fact switch
    {
        VersionRegistered f => Add(RegistrationEdges.Of(f)),
        ILineageFact f => Add(f.LineageEdges()),
        _ => this,
    };

    /// <summary>The edges by their lower end follow from those by their upper end and are no part of the digest.</summary>
    public void AddTo(StateHasher hasher) => hasher.Add("lineage.edges", Up, LineageJson.Default.ImmutableArrayLineageEdge);

    private LineageState Add(IEnumerable<LineageEdge> edges)
    {
        var (up, down) = (Up, Down);
        foreach (var edge in edges)
        {
            var known = up.GetValueOrDefault(edge.From, []);
            if (!known.Contains(edge))
            {
                up = up.SetItem(edge.From, known.Add(edge));
                down = down.SetItem(edge.To, down.GetValueOrDefault(edge.To, []).Add(edge));
            }
        }

        return ReferenceEquals(up, Up) ? this : new LineageState { Up = up, Down = down };
    }
}
