using Backstay.Core.Ledger;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>Entries follow each other without gaps, their times never go back, and a command's entries stand together.</summary>
internal sealed class LedgerIsInOrder(Watch watch) : Invariant(watch)
{
    private LedgerEntry? _before;

    public override string Name => "ledger-is-in-order";

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        Require(entry.Seq == (_before?.Seq ?? 0) + 1, $"entry {entry.Seq} follows {_before?.Seq}");
        Require(_before is null || entry.Time >= _before.Time, $"entry {entry.Seq} is earlier than the one before");
        Require(
            _before is null or { Command.IsLast: true } ? entry.Command.Index == 0
                : entry.Command.Id == _before.Command.Id && entry.Command.Index == _before.Command.Index + 1,
            $"entry {entry.Seq} is out of its command's order");
        _before = entry;
    }
}
