using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Core.World;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>Something that must hold in every world; hears of all that happens in it.</summary>
internal abstract class Invariant(Watch watch)
{
    /// <summary>Names it in reports.</summary>
    public abstract string Name { get; }

    /// <summary>Which of the house's invariants it checks (docs/architecture.md); null for the simulation's own.</summary>
    public virtual int? Number => null;

    protected Watch Watch { get; } = watch;

    protected World World => Watch.World;

    /// <summary>A process began, with this state folded from these records.</summary>
    public virtual void OnStarted(WorldState root, IReadOnlyList<LedgerRecord> records)
    {
    }

    /// <summary>A process was killed.</summary>
    public virtual void OnKilled(WorldState last)
    {
    }

    /// <summary>A table was compiled and is about to be served.</summary>
    public virtual void OnCompiled(RoutingTable table)
    {
    }

    /// <summary>Bytes are in the ledger; told before anybody reads them.</summary>
    public virtual void OnWritten(LedgerRecord record)
    {
    }

    /// <summary>An entry is in the ledger.</summary>
    /// <param name="before">What the entries before it had made of each endpoint.</param>
    public virtual void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
    }

    /// <summary>A request was placed and its attempts are under way.</summary>
    public virtual void OnRouted(Passage passage)
    {
    }

    public virtual void OnCompleted(DecisionRecord decision, Passage passage)
    {
    }

    /// <summary>A judge called for a rollback, for the first time in this process.</summary>
    public virtual void OnBreachSeen(string rollout, JudgeAction action)
    {
    }

    /// <summary>A command was acknowledged.</summary>
    public virtual void OnAcknowledged(string command, CommandReceipt receipt)
    {
    }

    /// <summary>A command was refused, or met a ledger that can't take it: what its caller is told and the log may say.</summary>
    public virtual void OnRefused(string command, Problem problem)
    {
    }

    /// <summary>Everything has come to rest.</summary>
    public virtual void OnEnded()
    {
    }

    protected void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(Name, FormattableString.Invariant(message), Number);
        }
    }
}
