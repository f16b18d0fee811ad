using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>A step lasts at least what its plan says, by a clock that a stopped, absent or paused process does not gain from.</summary>
internal sealed class NoTimeGainedStandingStill(Watch watch) : Invariant(watch)
{
    private const double TwoTicks = 0.2;
    private readonly Dictionary<string, (DateTimeOffset Entered, DateTimeOffset? PausedAt, double Paused)> _steps = new(StringComparer.Ordinal);

    public override string Name => "no-time-gained-standing-still";

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        switch (fact)
        {
            case RolloutStarted f:
                _steps[f.Rollout] = (entry.Time, null, 0);
                break;
            case RolloutPaused f when _steps.TryGetValue(f.Rollout, out var step):
                _steps[f.Rollout] = step with { PausedAt = entry.Time };
                break;
            case RolloutResumed f when _steps.TryGetValue(f.Rollout, out var step):
                _steps[f.Rollout] = step with { PausedAt = null, Paused = step.Paused + (entry.Time - (step.PausedAt ?? entry.Time)).TotalSeconds };
                break;
            case StepEntered f:
                Check(entry, before.Latest(f.Endpoint), f.Rollout, f.SecondsInStepBefore);
                _steps[f.Rollout] = (entry.Time, null, 0);
                break;
            case RolloutCompleted f:
                Check(entry, before.Latest(f.Endpoint), f.Rollout, f.SecondsInStepBefore);
                break;
        }
    }

    private void Check(LedgerEntry entry, EndpointView view, string rollout, double seconds)
    {
        if (view.StepConfig is not { } config || !_steps.TryGetValue(rollout, out var step))
        {
            return;
        }

        var still = Watch.Standstills.Where(window => window.To > step.Entered && window.From < entry.Time).ToList();
        var away = still.Sum(window => (Earlier(window.To, entry.Time) - Later(window.From, step.Entered)).TotalSeconds);
        var most = (entry.Time - step.Entered).TotalSeconds - step.Paused - away + (TwoTicks * (1 + (2 * still.Count)));
        Require(seconds >= config.MinSeconds, $"{rollout} passes step {view.Step} after {seconds} s of {config.MinSeconds}");
        Require(
            step.Paused > 0 && still.Count > 0 ? seconds <= (entry.Time - step.Entered).TotalSeconds : seconds <= most,
            $"{rollout} claims {seconds} s in step {view.Step}, which ran for at most {most} s");
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
