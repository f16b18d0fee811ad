using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>Every registered version: in order, by name, by asset, by content and by training.</summary>
internal sealed record PlainVersions(
    ImmutableList<VersionId> InOrder,
    ImmutableDictionary<VersionId, PlainVersion> ById,
    ImmutableSortedDictionary<AssetId, ImmutableList<VersionId>> ByAsset,
    ImmutableDictionary<ContentDigest, ImmutableList<VersionId>> ByContent,
    ImmutableDictionary<Digest, ImmutableList<VersionId>> ByTraining)
{
    public static PlainVersions Empty { get; } = new(
        [],
        ImmutableDictionary<VersionId, PlainVersion>.Empty,
        ImmutableSortedDictionary<AssetId, ImmutableList<VersionId>>.Empty,
        ImmutableDictionary<ContentDigest, ImmutableList<VersionId>>.Empty,
        ImmutableDictionary<Digest, ImmutableList<VersionId>>.Empty);

    public PlainVersions Apply(LedgerEntry entry, IFact fact)
    {
        if (fact is not VersionRegistered registered)
        {
            return this;
        }

        var id = registered.Version;
        var hash = PlainReproducibility.Of(registered, this);
        var byAsset = ByAsset.GetValueOrDefault(id.Asset, []).Add(id);
        return new PlainVersions(
            InOrder.Add(id),
            ById.Add(id, new PlainVersion(registered, entry, hash)),
            ByAsset.SetItem(id.Asset, byAsset),
            ByContent.SetItem(registered.Content, ByContent.GetValueOrDefault(registered.Content, []).Add(id)),
            hash is { Partial: false, Hash: var whole } ? ByTraining.SetItem(whole, ByTraining.GetValueOrDefault(whole, []).Add(id)) : ByTraining);
    }

    /// <summary>Versions of the same training, in order; a partial hash never says so.</summary>
    public ImmutableList<VersionId> TrainedAs(PlainVersion version) =>
        version.Hash is { Partial: false, Hash: var whole } ? ByTraining[whole] : [];
}

/// <param name="Entry">Where it was registered.</param>
/// <param name="Hash">Its reproducibility hash; null for what is not trained.</param>
internal sealed record PlainVersion(VersionRegistered Fact, LedgerEntry Entry, ReproducibilityHash? Hash);
