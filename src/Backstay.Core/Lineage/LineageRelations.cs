using System.Text.Json;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>What holds for each relation.</summary>
public static class LineageRelations
{
    /// <summary>Role of a <see cref="LineageRelation.DerivedFrom"/> edge to the weights that a training started from.</summary>
    public const string InitialisedFrom = "initialised-from";

    public static string ToText(this LineageRelation relation) => JsonNamingPolicy.KebabCaseLower.ConvertName(relation.ToString());

    /// <summary>
    /// Whether the version was made from the other end. Walks follow only these edges, and only these are acyclic: a
    /// suite made out of a model's answers may well measure that model.
    /// </summary>
    public static bool IsOrigin(this LineageRelation relation) => relation != LineageRelation.EvaluatedBy;

    /// <summary>The kind that the edge's other end must have; null for any.</summary>
    public static AssetKind? TargetKind(this LineageRelation relation) => relation switch
    {
        LineageRelation.TrainedOn => AssetKind.Dataset,
        LineageRelation.UsesCode => AssetKind.Code,
        LineageRelation.RanIn => AssetKind.Environment,
        LineageRelation.EvaluatedBy => AssetKind.EvaluationSuite,
        LineageRelation.ProcessedBy => AssetKind.DataProcessor,
        _ => null,
    };
}
