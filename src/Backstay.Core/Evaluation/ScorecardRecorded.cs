using System.Collections.Immutable;
using Backstay.Core.Lineage;
using Backstay.Core.Registry;

namespace Backstay.Core.Evaluation;

/// <summary>A version was measured. A fact beside the version, which itself never changes.</summary>
/// <param name="Suite">The evaluation-suite version; null where none is registered.</param>
/// <param name="Data">The dataset version that it was measured on; null where unknown.</param>
public sealed record ScorecardRecorded(
    VersionId Version,
    VersionId? Suite,
    VersionId? Data,
    ImmutableArray<Measure> Measures) : ILineageFact
{
    public IEnumerable<LineageEdge> LineageEdges() =>
        Suite is { } suite ? [new LineageEdge(Version, LineageRelation.EvaluatedBy, suite)] : [];
}
