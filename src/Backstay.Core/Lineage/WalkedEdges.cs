using System.Text;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>The edges of <see cref="RegistrationEdges"/> in their order, from a registration that was walked and not read.</summary>
internal static class WalkedEdges
{
    private static ReadOnlySpan<ReferenceKind> Order =>
    [
        ReferenceKind.Data, ReferenceKind.InitialisedFrom, ReferenceKind.DerivedFrom, ReferenceKind.ProcessedBy, ReferenceKind.CodeVersion, ReferenceKind.TrainedIn,
    ];

    /// <summary>Whether it names a version twice, so that two of its edges may be one.</summary>
    public static bool MayRepeat(WalkedVersion walked)
    {
        var references = walked.References.Span;
        for (var i = 1; i < references.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (references[i].Version == references[j].Version)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <param name="registry">With the version itself.</param>
    public static void AddTo(EdgeLog log, WalkedVersion walked, RegistryState registry)
    {
        if (walked.References.IsEmpty)
        {
            return;
        }

        var from = LineageState.NumberOf(registry, walked.Version);
        foreach (var kind in Order)
        {
            foreach (ref readonly var reference in walked.References.Span)
            {
                if (reference.Kind == kind)
                {
                    log.Add(from, LineageState.NumberOf(registry, reference.Version), EdgeOf(reference, walked.Version.Asset.Kind));
                }
            }
        }
    }

    private static (LineageRelation Relation, string? Role, string? Slice) EdgeOf(in WalkedReference reference, AssetKind from) => reference.Kind switch
    {
        ReferenceKind.Data => (
            from == AssetKind.Model ? LineageRelation.TrainedOn : LineageRelation.DerivedFrom,
            WordCache.OfThisThread.Text(reference.Role.Span),
            reference.Slice is { } slice ? Encoding.UTF8.GetString(slice.Span) : null),
        ReferenceKind.InitialisedFrom => (LineageRelation.DerivedFrom, LineageRelations.InitialisedFrom, null),
        ReferenceKind.ProcessedBy => (LineageRelation.ProcessedBy, null, null),
        ReferenceKind.CodeVersion => (LineageRelation.UsesCode, null, null),
        ReferenceKind.TrainedIn => (LineageRelation.RanIn, null, null),
        _ => (LineageRelation.DerivedFrom, null, null),
    };
}
