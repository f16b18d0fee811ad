using Backstay.Core.Ledger;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>Readers stand only on ends of commands: tables, decision records and receipts name no other positions.</summary>
internal sealed class PositionsAreCommandEnds(Watch watch) : Invariant(watch)
{
    private readonly HashSet<long> _ends = [0];
    private readonly Dictionary<long, string> _named = [];

    public override string Name => "positions-are-command-ends";

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        if (entry.Command.IsLast)
        {
            _ends.Add(entry.Seq);
        }
    }

    public override void OnCompiled(RoutingTable table) => _named.TryAdd(table.Position, "a table");

    public override void OnCompleted(DecisionRecord decision, Passage passage) => _named.TryAdd(decision.Position, "a decision");

    public override void OnAcknowledged(string command, CommandReceipt receipt) => _named.TryAdd(receipt.Position, $"the answer to {command}");

    public override void OnEnded()
    {
        foreach (var (position, who) in _named)
        {
            Require(_ends.Contains(position), $"{who} names position {position}, which is no end of a command");
        }
    }
}
