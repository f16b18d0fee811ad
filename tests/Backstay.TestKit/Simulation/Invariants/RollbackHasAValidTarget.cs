using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 5: at most one rollout per endpoint; a rollback goes to a release that served and may serve, and where a rollout
/// ends, for want of a better place, to the one that its control has served from all along.
/// </summary>
internal sealed class RollbackHasAValidTarget(Watch watch) : Invariant(watch)
{
    public override string Name => "one-rollout-and-a-valid-target";

    public override int? Number => 5;

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        if (fact is RolloutStarted started)
        {
            var view = before.Latest(started.Endpoint);
            Require(view.Rollout is null, $"entry {entry.Seq} starts {started.Rollout} beside {view.Rollout?.Rollout}");
            Require(view.Current == started.From && started.To != started.From, $"{started.Rollout} goes from {started.From}, and {view.Current} serves");
        }
        else if (fact is RolledBack back)
        {
            var view = before.Latest(back.Endpoint);
            Require(back.Rollout == view.Rollout?.Rollout, $"entry {entry.Seq} ends {back.Rollout}, and {view.Rollout?.Rollout} runs");
            Require(back.To != view.Rollout?.To && back.To != back.From, $"entry {entry.Seq} goes back to {back.To}, which it leaves");
            Require(view.EverCurrent.Contains(back.To), $"entry {entry.Seq} goes back to {back.To}, which never served");
            var control = view.Rollout?.From;
            Require(
                before.MayServe(back.Endpoint, back.To) || back.To == control,
                $"entry {entry.Seq} goes back to {back.To}, which may not serve");
            Require(
                back.Cause == RollbackCause.Command || back.To == control || control is not { } from || !before.MayServe(back.Endpoint, from),
                $"entry {entry.Seq} goes back to {back.To}, though the control {control} may serve");
        }
    }
}
