using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>One typed edge of the lineage graph, from what was made to what it was made from.</summary>
/// <param name="Role">As what the other end served (<c>training</c>, <c>initialised-from</c>); null where the relation says it all.</param>
/// <param name="Slice">Which part of it; null for the whole.</param>
public sealed record LineageEdge(VersionId From, LineageRelation Relation, VersionId To, string? Role = null, string? Slice = null);
