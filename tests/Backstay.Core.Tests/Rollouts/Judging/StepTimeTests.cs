using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>Which time is a step's: only what lies between its beginning and its end, and between its pauses.</summary>
public sealed class StepTimeTests
{
    private static readonly TimeSpan Tick = JudgeOptions.Default.Tick;
    private static readonly RolloutPlan Plan = Of(Errors, Canary(5000, seconds: 10), Canary(6000, seconds: 10), Full());

    [Fact]
    public void A_tick_that_began_before_its_step_is_no_time_in_it()
    {
        var rig = new Rig(Plan);

        rig.Enter(1);
        rig.Tick(1_600); // most of it a stall, and all of it before the step: what came up meanwhile is dealt with first
        Assert.Equal(0, rig.Judge.Snapshot().SecondsInStep);

        rig.Tick();
        Assert.Equal(0.1, rig.Judge.Snapshot().SecondsInStep, 9);
    }

    /// <summary>What three of twenty thousand simulated worlds had in common: 0.3 s of it were the step's once.</summary>
    [Fact]
    public void A_step_that_is_paused_as_soon_as_a_standstill_ends_has_nothing_of_the_standstill_nor_of_the_pause()
    {
        var rig = new Rig(Plan);

        rig.Enter(1);
        rig.Tick(2_364);
        rig.Pause();
        rig.Tick();
        rig.Tick();
        rig.Resume();
        rig.Tick();

        Assert.Equal(0, rig.Judge.Snapshot().SecondsInStep);
    }

    [Fact]
    public void A_judge_does_not_count_the_tick_in_which_it_began()
    {
        var judge = new Judge(new Rig(Plan).Active, 0, JudgeOptions.Default);

        judge.Tick(Tick);
        Assert.Equal(0, judge.Snapshot().SecondsInStep);

        judge.Tick(Tick);
        Assert.Equal(0.1, judge.Snapshot().SecondsInStep, 9);
    }

    [Fact]
    public void A_tick_in_which_a_rollout_was_paused_or_resumed_is_no_time()
    {
        var rig = new Rig(Plan);
        rig.Tick();

        rig.Pause();
        rig.Tick();
        rig.Resume();
        rig.Tick();
        Assert.Equal(0.1, rig.Judge.Snapshot().SecondsInStep, 9);

        rig.Tick();
        Assert.Equal(0.2, rig.Judge.Snapshot().SecondsInStep, 9);
    }

    [Fact]
    public void A_rollout_that_is_paused_and_resumed_in_every_tick_gains_nothing()
    {
        var rig = new Rig(Plan);

        for (var i = 0; i < 100; i++)
        {
            rig.Pause();
            rig.Resume();
            rig.Tick();
        }

        Assert.Equal(0, rig.Judge.Snapshot().SecondsInStep);
    }

    [Fact]
    public void A_resume_that_is_seen_together_with_its_pause_leaves_out_the_tick_of_both()
    {
        var rig = new Rig(Plan);
        rig.Tick();

        rig.Judge.Follow(rig.Active with { Resumed = 1 }, limitsFrom: 20);
        rig.Tick();

        Assert.Equal(0.1, rig.Judge.Snapshot().SecondsInStep, 9);
    }

    [Fact]
    public void A_change_of_another_rollout_costs_a_step_no_time()
    {
        var rig = new Rig(Plan);

        rig.Judge.Follow(rig.Active, limitsFrom: 0);
        rig.Tick();

        Assert.Equal(0.1, rig.Judge.Snapshot().SecondsInStep, 9);
    }

    [Theory]
    [InlineData(true, 0.1)]
    [InlineData(false, 0.2)]
    public void A_judge_that_takes_anothers_place_goes_on_in_the_midst_of_its_tick(bool hasJustBegun, double seconds)
    {
        var rig = new Rig(Plan);
        rig.Tick();
        if (hasJustBegun)
        {
            rig.Pause();
            rig.Resume();
        }

        var next = new Judge(rig.Active, 0, JudgeOptions.Default);
        next.ContinueClock(rig.Judge);
        next.Tick(Tick);

        Assert.Equal(seconds, next.Snapshot().SecondsInStep, 9);
    }

    /// <summary>Exactly what ran in ticks in which nothing changed: so never more than the step ran.</summary>
    [Fact]
    public void Whenever_steps_begin_and_rollouts_pause_a_step_has_the_ticks_that_it_ran_through()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var rig = new Rig(Of(Errors, [.. Enumerable.Range(1, 15).Select(i => Canary(i * 500, seconds: 10)), Full()]));
            var (ran, whole) = (0, 0);
            for (var tick = 0; tick < 200; tick++)
            {
                var (milliseconds, ranInTick) = (0, 0);
                var hasChanged = false;
                for (var parts = random.Next(1, 4); parts > 0; parts--)
                {
                    var part = random.Next(1, 60);
                    milliseconds += part;
                    ranInTick += rig.Active.Paused ? 0 : part;
                    if (random.Next(8) == 0)
                    {
                        hasChanged = true;
                        (ran, whole, ranInTick) = Change(rig, random) ? (0, 0, 0) : (ran, whole, ranInTick);
                    }
                }

                (ran, whole) = (ran + ranInTick, whole + (hasChanged ? 0 : ranInTick));
                rig.Tick(milliseconds);

                Assert.Equal((seed, tick, whole / 1_000.0), (seed, tick, rig.Judge.Snapshot().SecondsInStep));
                Assert.InRange(whole, 0, ran);
            }
        }
    }

    /// <returns>Whether the next step began.</returns>
    private static bool Change(Rig rig, Random random)
    {
        if (random.Next(4) == 0 && rig.Active.Step < 14)
        {
            rig.Enter(rig.Active.Step + 1);
            return true;
        }

        if (rig.Active.Paused)
        {
            rig.Resume();
        }
        else
        {
            rig.Pause();
        }

        return false;
    }
}
