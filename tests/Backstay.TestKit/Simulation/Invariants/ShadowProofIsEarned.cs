using Backstay.Core.Ledger;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// No data is never success, of a shadow: it proves a release only where that was seen to answer, and where a guard counted
/// its failures or there were none.
/// </summary>
internal sealed class ShadowProofIsEarned(Watch watch) : Invariant(watch)
{
    public override string Name => "shadow-proof-is-earned";

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        if (fact is not EvidenceRecorded { Evidence: EvidenceKind.Shadow, Passed: true } f || before.Latest(f.Endpoint).Rollout is not { } rollout)
        {
            return;
        }

        var bad = f.Errors + f.Late;
        var isCounted = rollout.Plan.Guards.Any(guard => guard is { Metric: GuardMetric.ErrorRate or GuardMetric.SlowShare, SecondsAfterFull: null });
        Require(bad < f.Samples, $"entry {entry.Seq}: the shadow of {f.Rollout} answered none of {f.Samples}, and is proof");
        Require(bad == 0 || isCounted, $"entry {entry.Seq}: nobody counted the {bad} failures of {f.Rollout}'s shadow, and it is proof");
    }
}
