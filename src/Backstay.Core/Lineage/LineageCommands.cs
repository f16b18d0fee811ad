using Backstay.Core.Ledger;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>Records an edge that was learnt after <paramref name="From"/> was registered.</summary>
public sealed record RecordLineageEdge(
    VersionId From,
    LineageRelation Relation,
    VersionId To,
    string Why,
    string? Role = null,
    string? Slice = null) : ICommand;
