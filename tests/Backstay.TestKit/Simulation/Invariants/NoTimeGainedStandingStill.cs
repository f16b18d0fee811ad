using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// A step lasts at least what its plan says, by a clock that a stopped, absent or paused process does not gain from, nor who
/// sets the wall clock.
/// </summary>
internal sealed class NoTimeGainedStandingStill(Watch watch) : Invariant(watch)
{
    private const double TwoTicks = 0.2;
    private readonly Dictionary<string, (DateTimeOffset Entered, DateTimeOffset? PausedAt, double Paused)> _steps = new(StringComparer.Ordinal);

    public override string Name => "no-time-gained-standing-still";

    /// <summary>Facts are told at the instant at which they are written; the time in an entry is the wall's.</summary>
    private DateTimeOffset Now => World.Clock.Now;

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        switch (fact)
        {
            case RolloutStarted f:
                _steps[f.Rollout] = (Now, null, 0);
                break;
            case RolloutPaused f when _steps.TryGetValue(f.Rollout, out var step):
                _steps[f.Rollout] = step with { PausedAt = Now };
                break;
            case RolloutResumed f when _steps.TryGetValue(f.Rollout, out var step):
                _steps[f.Rollout] = step with { PausedAt = null, Paused = step.Paused + (Now - (step.PausedAt ?? Now)).TotalSeconds };
                break;
            case StepEntered f:
                Check(before.Latest(f.Endpoint), f.Rollout, f.SecondsInStepBefore);
                _steps[f.Rollout] = (Now, null, 0);
                break;
            case RolloutCompleted f:
                Check(before.Latest(f.Endpoint), f.Rollout, f.SecondsInStepBefore);
                break;
        }
    }

    private void Check(EndpointView view, string rollout, double seconds)
    {
        if (view.StepConfig is not { } config || !_steps.TryGetValue(rollout, out var step))
        {
            return;
        }

        var still = Watch.Standstills.Where(window => window.To > step.Entered && window.From < Now).ToList();
        var jumps = Watch.ClockSettings.Count(at => at > step.Entered);
        var away = still.Sum(window => (Earlier(window.To, Now) - Later(window.From, step.Entered)).TotalSeconds);
        var most = (Now - step.Entered).TotalSeconds - step.Paused - away + (TwoTicks * (1 + (2 * still.Count) + jumps));
        Require(seconds >= config.MinSeconds, $"{rollout} passes step {view.Step} after {seconds} s of {config.MinSeconds}");
        Require(
            step.Paused > 0 && still.Count > 0 ? seconds <= (Now - step.Entered).TotalSeconds : seconds <= most,
            $"{rollout} claims {seconds} s in step {view.Step}, which ran for at most {most} s");
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
