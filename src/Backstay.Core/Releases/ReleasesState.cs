using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Releases;

/// <summary>Every release, the compatibility matrix, and what surrounds us.</summary>
/// <param name="Matrix">Evidence by combination, in ledger order.</param>
public sealed record ReleasesState(
    ImmutableDictionary<Name, Release> Releases,
    ImmutableDictionary<Digest, ImmutableArray<CombinationEvidence>> Matrix,
    ImmutableDictionary<Name, SystemVersion> Systems)
{
    public static ReleasesState Empty { get; } = new(
        ImmutableDictionary<Name, Release>.Empty,
        ImmutableDictionary<Digest, ImmutableArray<CombinationEvidence>>.Empty,
        ImmutableDictionary<Name, SystemVersion>.Empty);

    /// <summary>The evidence for one combination, oldest first.</summary>
    public ImmutableArray<CombinationEvidence> EvidenceFor(Digest combination) => Matrix.GetValueOrDefault(combination, []);

    public ReleasesState Apply(EntryHead head, IFact fact) => fact switch
    {
        ReleaseProposed f => this with { Releases = Releases.Add(f.Release, new Release(f, head.Seq, head.Time, head.Actor.Id)) },
        SystemRecorded f => this with { Systems = Systems.SetItem(f.System, new SystemVersion(f.Version, head.Seq, head.Time)) },
        EvidenceRecorded f => this with
        {
            Matrix = Matrix.SetItem(f.Combination, EvidenceFor(f.Combination).Add(new CombinationEvidence(f, head.Seq, head.Time))),
        },
        _ => this,
    };

    public void AddTo(StateHasher hasher)
    {
        hasher.Add("releases.releases", Releases, ReleasesJson.Default.Release);
        hasher.Add("releases.matrix", Matrix, ReleasesJson.Default.ImmutableArrayCombinationEvidence);
        hasher.Add("releases.systems", Systems, ReleasesJson.Default.SystemVersion);
    }
}
