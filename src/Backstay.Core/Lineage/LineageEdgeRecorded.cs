using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>An edge that was learnt after the version was registered. A fact beside the version, which itself never changes.</summary>
public sealed record LineageEdgeRecorded(
    VersionId From,
    LineageRelation Relation,
    VersionId To,
    string? Role,
    string? Slice,
    Digest Why) : ILineageFact
{
    public IEnumerable<LineageEdge> LineageEdges() => [new LineageEdge(From, Relation, To, Role, Slice)];
}
