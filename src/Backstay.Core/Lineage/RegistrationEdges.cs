using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>The edges that a registration holds. What a version supersedes it was not made from: that is no edge.</summary>
public static class RegistrationEdges
{
    public static IEnumerable<LineageEdge> Of(VersionRegistered fact)
    {
        var id = fact.Version;
        var inputs = fact.Inputs;

        // Only models are trained; anything else is derived from its data.
        var dataRelation = id.Asset.Kind == AssetKind.Model ? LineageRelation.TrainedOn : LineageRelation.DerivedFrom;
        foreach (var data in inputs.Data)
        {
            yield return new LineageEdge(id, dataRelation, data.Version, data.Role, data.Slice);
        }

        foreach (var from in inputs.InitialisedFrom)
        {
            yield return new LineageEdge(id, LineageRelation.DerivedFrom, from, LineageRelations.InitialisedFrom);
        }

        foreach (var from in inputs.DerivedFrom)
        {
            yield return new LineageEdge(id, LineageRelation.DerivedFrom, from);
        }

        foreach (var processor in inputs.ProcessedBy)
        {
            yield return new LineageEdge(id, LineageRelation.ProcessedBy, processor);
        }

        if (inputs.CodeVersion is { } code)
        {
            yield return new LineageEdge(id, LineageRelation.UsesCode, code);
        }

        if (inputs.TrainedIn is { } environment)
        {
            yield return new LineageEdge(id, LineageRelation.RanIn, environment);
        }
    }
}
