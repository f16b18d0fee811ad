using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>Invariant 1: what was acknowledged is in the ledger, byte for byte, after every restart and at the end.</summary>
internal sealed class AcknowledgedCommandsSurvive(Watch watch) : Invariant(watch)
{
    private readonly Dictionary<long, (string Command, Digest Leaf)> _acknowledged = [];

    public override string Name => "acknowledged-commands-survive";

    public override int? Number => 1;

    public override void OnAcknowledged(string command, CommandReceipt receipt)
    {
        foreach (var fact in receipt.Facts)
        {
            Require(fact.Seq <= Watch.Records.Count, $"command {command} was acknowledged at {fact.Seq}, and the ledger ends at {Watch.Records.Count}");
            Require(fact.Command.Id == command, $"command {command} was answered with the facts of {fact.Command.Id}");
            _acknowledged[fact.Seq] = (command, Watch.Records[(int)fact.Seq - 1].LeafHash);
        }
    }

    public override void OnStarted(WorldState root, IReadOnlyList<LedgerRecord> records) => Check(records);

    public override void OnEnded() => Check(World.Ledger.Read(1));

    private void Check(IReadOnlyList<LedgerRecord> records)
    {
        foreach (var (seq, (command, leaf)) in _acknowledged)
        {
            Require(seq <= records.Count && records[(int)seq - 1].LeafHash == leaf, $"entry {seq} of the acknowledged command {command} is lost or changed");
        }
    }
}
