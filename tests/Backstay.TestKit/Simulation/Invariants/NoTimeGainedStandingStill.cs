using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// A step lasts at least what its plan says, by a clock that a stopped, absent or paused process does not gain from, nor who
/// sets the wall clock. The bound is exact but for what the product says that it allows: two ticks for each standstill within
/// the step, and for each setting of the wall clock where a restart reads the step's time back from telemetry. There is no
/// allowance for the beginning of a step nor for a pause: a tick in which either fell counts nothing.
/// </summary>
internal sealed class NoTimeGainedStandingStill(Watch watch) : Invariant(watch)
{
    private static readonly TimeSpan TwoTicks = 2 * JudgeOptions.Default.Tick;
    private readonly Dictionary<string, Step> _steps = new(StringComparer.Ordinal);

    public override string Name => "no-time-gained-standing-still";

    /// <summary>Facts are told at the instant at which they are written; the time in an entry is the wall's.</summary>
    private DateTimeOffset Now => World.Clock.Now;

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        switch (fact)
        {
            case RolloutStarted f:
                _steps[f.Rollout] = new Step(Now);
                break;
            case RolloutPaused f when _steps.TryGetValue(f.Rollout, out var step):
                step.PausedAt ??= Now;
                break;
            case RolloutResumed f when _steps.TryGetValue(f.Rollout, out var step) && step.PausedAt is { } paused:
                step.Pauses.Add(new Window(paused, Now, 1));
                step.PausedAt = null;
                break;
            case StepEntered f:
                Check(before.Latest(f.Endpoint), f.Rollout, f.SecondsInStepBefore);
                _steps[f.Rollout] = new Step(Now);
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
        var settings = Watch.KilledAt > step.Entered ? Watch.ClockSettings.Count(at => at > step.Entered) : 0;
        var most = (Now - step.Entered - Covered([.. still, .. step.Pauses], step.Entered) + (TwoTicks * (still.Count + settings))).TotalSeconds;
        Require(seconds >= config.MinSeconds, $"{rollout} passes step {view.Step} after {seconds} s of {config.MinSeconds}");
        Require(seconds <= most, $"{rollout} claims {seconds} s in step {view.Step}, which ran for at most {most} s");
    }

    /// <summary>How much of the time until now at least one of the windows covers.</summary>
    private TimeSpan Covered(List<Window> windows, DateTimeOffset since)
    {
        var covered = TimeSpan.Zero;
        foreach (var window in windows.OrderBy(window => window.From))
        {
            var from = window.From > since ? window.From : since;
            var to = window.To < Now ? window.To : Now;
            if (to > from)
            {
                covered += to - from;
                since = to;
            }
        }

        return covered;
    }

    private sealed class Step(DateTimeOffset entered)
    {
        public DateTimeOffset Entered { get; } = entered;

        public List<Window> Pauses { get; } = [];

        public DateTimeOffset? PausedAt { get; set; }
    }
}
