using Backstay.Core.Ledger;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.World;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>Invariant 3: a version after its registration, and a release's parts after its proposal, stay as they are.</summary>
internal sealed class VersionsAndReleasesNeverChange(Watch watch) : Invariant(watch)
{
    private readonly Dictionary<string, (IFact Fact, byte[] Bytes)> _first = new(StringComparer.Ordinal);

    public override string Name => "versions-and-releases-never-change";

    public override int? Number => 3;

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        var id = fact switch
        {
            VersionRegistered f => f.Version.ToString(),
            ReleaseProposed f => f.Release.ToString(),
            _ => null,
        };
        if (id is not null)
        {
            Require(_first.TryAdd(id, (fact, entry.Payload.ToArray())), $"{id} is in the ledger twice");
        }
    }

    public override void OnStarted(WorldState root, IReadOnlyList<LedgerRecord> records) => Check(root);

    public override void OnEnded() => Check(Watch.Tail);

    private void Check(WorldState root)
    {
        foreach (var (id, (fact, bytes)) in _first)
        {
            IFact now = fact switch
            {
                VersionRegistered f => root.Registry[f.Version].Fact,
                ReleaseProposed f => root.Releases.Releases[f.Release].Fact,
                _ => fact,
            };
            Require(Catalogs.Facts.Encode(now).Value.Span.SequenceEqual(bytes), $"{id} is not what it was");
        }
    }
}
