using System.Collections.Immutable;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>What a walk found.</summary>
/// <param name="Steps">Every edge once, nearest first.</param>
/// <param name="Truncated">Whether there is more beyond the asked depth or limit.</param>
public sealed record LineageView(
    VersionId Version,
    LineageDirection Direction,
    ImmutableArray<LineageStep> Steps,
    bool Truncated);

/// <summary>One edge of a walk.</summary>
/// <param name="Depth">How many edges its farther end is away, along this edge; 1 for the version's own edges.</param>
public sealed record LineageStep(int Depth, LineageEdge Edge);
