using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Backstay.Core.Ledger;

namespace Backstay.Core.Registry;

/// <summary>Every registered version.</summary>
public sealed record RegistryState(ImmutableDictionary<VersionId, RegisteredVersion> Versions)
{
    public static RegistryState Empty { get; } = new(ImmutableDictionary<VersionId, RegisteredVersion>.Empty);

    public bool TryFind(VersionId id, [MaybeNullWhen(false)] out RegisteredVersion version) =>
        Versions.TryGetValue(id, out version);

    public RegistryState Apply(EntryHead head, IFact fact) => fact switch
    {
        VersionRegistered f => this with
        {
            Versions = Versions.Add(f.Version, new RegisteredVersion(f, head.Seq, head.Time, head.Actor.Id, Reproducibility: null)),
        },
        _ => this,
    };

    public void AddTo(StateHasher hasher) => hasher.Add("registry.versions", Versions, RegistryJson.Default.RegisteredVersion);
}
