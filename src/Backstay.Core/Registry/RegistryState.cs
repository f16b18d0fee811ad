using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>Every registered version, and what finds them.</summary>
public sealed record RegistryState
{
    private RegistryState()
    {
    }

    public static RegistryState Empty { get; } = new();

    public ImmutableDictionary<VersionId, RegisteredVersion> Versions { get; private init; } =
        ImmutableDictionary<VersionId, RegisteredVersion>.Empty;

    private ImmutableSortedDictionary<AssetId, ImmutableList<VersionId>> ByAsset { get; init; } =
        ImmutableSortedDictionary<AssetId, ImmutableList<VersionId>>.Empty;

    private ImmutableDictionary<ContentDigest, ImmutableList<VersionId>> ByContent { get; init; } =
        ImmutableDictionary<ContentDigest, ImmutableList<VersionId>>.Empty;

    private ImmutableDictionary<Digest, ImmutableList<VersionId>> ByTraining { get; init; } =
        ImmutableDictionary<Digest, ImmutableList<VersionId>>.Empty;

    /// <summary>Every asset that has a version, in order.</summary>
    public IEnumerable<AssetId> Assets => ByAsset.Keys;

    public bool TryFind(VersionId id, [MaybeNullWhen(false)] out RegisteredVersion version) =>
        Versions.TryGetValue(id, out version);

    /// <summary>An asset's versions in the order of their registration; empty where there is none.</summary>
    public IReadOnlyList<VersionId> VersionsOf(AssetId asset) => ByAsset.GetValueOrDefault(asset, []);

    /// <summary>Versions with this content, whatever they are called, in the order of their registration.</summary>
    public IReadOnlyList<VersionId> WithContent(ContentDigest content) => ByContent.GetValueOrDefault(content, []);

    /// <summary>Versions with this complete reproducibility hash, in the order of their registration.</summary>
    public IReadOnlyList<VersionId> TrainedAs(Digest hash) => ByTraining.GetValueOrDefault(hash, []);

    public RegistryState Apply(EntryHead head, IFact fact) => fact is VersionRegistered f ? Add(head, f) : this;

    /// <summary>The indexes follow from the versions and are no part of the digest.</summary>
    public void AddTo(StateHasher hasher) => hasher.Add("registry.versions", Versions, RegistryJson.Default.RegisteredVersion);

    private RegistryState Add(EntryHead head, VersionRegistered fact)
    {
        var hash = Reproducibility.HashOf(fact, this);
        var id = fact.Version;
        return new RegistryState
        {
            Versions = Versions.Add(id, new RegisteredVersion(fact, head.Seq, head.Time, head.Actor.Id, hash)),
            ByAsset = ByAsset.SetItem(id.Asset, ByAsset.GetValueOrDefault(id.Asset, []).Add(id)),
            ByContent = ByContent.SetItem(fact.Content, ByContent.GetValueOrDefault(fact.Content, []).Add(id)),
            ByTraining = hash is { Partial: false } complete
                ? ByTraining.SetItem(complete.Hash, ByTraining.GetValueOrDefault(complete.Hash, []).Add(id))
                : ByTraining,
        };
    }
}
