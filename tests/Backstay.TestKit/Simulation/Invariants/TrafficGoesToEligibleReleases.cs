using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 4, second half: nothing gives a release users' traffic, or more of it, unless its combination has the demanded
/// evidence and its requirements are met at that moment; and nobody else ever answers a user: what served before is a fallback
/// only while it may serve.
/// </summary>
internal sealed class TrafficGoesToEligibleReleases(Watch watch) : Invariant(watch)
{
    public override string Name => "traffic-goes-to-eligible-releases";

    public override int? Number => 4;

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        switch (fact)
        {
            case ReleaseActivated f:
                Check(before, f.Endpoint, f.Release, shadowOnly: false, entry.Seq);
                break;
            case RolloutStarted f:
                Check(before, f.Endpoint, f.To, f.Plan.Steps[0].Kind == StepKind.Shadow, entry.Seq);
                break;
            case RolloutResumed f when before.Latest(f.Endpoint) is { Rollout: { } rollout } view:
                Check(before, f.Endpoint, rollout.To, view.StepConfig?.Kind == StepKind.Shadow, entry.Seq);
                break;
            case StepEntered f when before.Latest(f.Endpoint) is { Rollout: { } rollout }:
                Check(before, f.Endpoint, rollout.To, shadowOnly: false, entry.Seq);
                break;
            case RolloutCompleted f when before.Latest(f.Endpoint) is { Rollout: { } rollout }:
                Check(before, f.Endpoint, rollout.To, shadowOnly: false, entry.Seq);
                break;
        }
    }

    public override void OnRouted(Passage passage)
    {
        var endpoint = passage.Endpoint.Config.Endpoint;
        var view = Watch.Traffic.At(endpoint, passage.Position);
        foreach (var attempt in passage.Attempts)
        {
            var release = Core.Primitives.Name.Parse(attempt.Release);
            Require(
                release == view.Current || (view.Weight > 0 && view.Rollout?.To == release)
                || (view.EverCurrent.Contains(release) && Watch.Traffic.MayServe(endpoint, release)),
                $"{release} answers users of {passage.Endpoint.Name} at {passage.Position}, and has no traffic there");
        }
    }

    private void Check(TrafficOracle before, Name endpoint, Name release, bool shadowOnly, long seq) =>
        Require(before.MayServe(endpoint, release, shadowOnly), $"entry {seq} gives {release} traffic of {endpoint}, which it may not have");
}
