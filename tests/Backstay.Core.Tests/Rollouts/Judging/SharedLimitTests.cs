using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

public sealed class SharedLimitTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(2500)]
    [InlineData(5000)]
    public void An_outage_of_both_arms_pauses(int weight)
    {
        var shared = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var rig = new Rig(Of(Hard(0.2), Canary(weight), Full()));
            var random = new Random(seed);
            Assert.Equal(JudgeActionKind.None, rig.Run(random, 0.01, 0.01, 300).Kind);
            shared += rig.Run(random, 0.9, 0.9, 20_000).Kind == JudgeActionKind.SharedBreach ? 1 : 0;
        }

        Assert.InRange(shared, 95, 100);
    }

    /// <summary>
    /// Most of the canary's traffic is of late then, most of the control's is of long ago: their plain rates are those of
    /// different times.
    /// </summary>
    [Theory]
    [InlineData(1, 0.9)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.9)]
    [InlineData(2, 0.6)]
    [InlineData(2, 0.4)]
    public void An_outage_of_both_arms_pauses_also_after_the_weight_was_raised(int step, double errors)
    {
        var shared = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var rig = new Rig(Of(Hard(0.25), Canary(500, 1_000_000), Canary(2500, 1_000_000), Canary(5000, 1_000_000), Full()));
            var random = new Random(seed);
            for (var passed = 0; passed < step; passed++)
            {
                Assert.Equal(JudgeActionKind.None, rig.Run(random, 0.001, 0.001, 3_000).Kind);
                rig.Enter(passed + 1);
            }

            shared += rig.Run(random, errors, errors, 20_000).Kind == JudgeActionKind.SharedBreach ? 1 : 0;
        }

        Assert.InRange(shared, 97, 100);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(5000)]
    [InlineData(9800)]
    public void A_canary_that_fails_alone_goes_back_at_once(int weight)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var rig = new Rig(Of(Hard(0.2), Canary(weight), Full()));
            Assert.Equal(JudgeActionKind.Breach, rig.Run(new Random(seed), 0.9, 0.01, 20_000).Kind);
        }
    }

    [Fact]
    public void A_control_that_broke_alone_moves_nothing()
    {
        var rig = new Rig(Of(Hard(0.2), Canary(5000), Full()));
        for (var i = 0; i < 100; i++)
        {
            rig.Request(Arm.Control, error: "x");
            rig.Request(Arm.Canary);
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void A_control_that_recovered_leaves_the_canary_alone_with_its_breach()
    {
        var rig = new Rig(Of(Hard(0.2), Canary(5000), Full()));
        for (var i = 0; i < 30; i++)
        {
            rig.Request(Arm.Control, error: "x");
            rig.Request(Arm.Canary, error: "x");
        }

        Assert.Equal(JudgeActionKind.SharedBreach, rig.Action.Kind);
        rig.Pause();
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        for (var i = 0; i < 300; i++)
        {
            rig.Request(Arm.Control);
            rig.Request(Arm.Canary, error: "x");
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void Both_sides_of_the_limit_are_in_a_shared_breach()
    {
        var rig = new Rig(Of(Hard(0.2), Canary(5000), Full()));
        for (var i = 0; i < 30; i++)
        {
            rig.Request(Arm.Control, error: "x");
            rig.Request(Arm.Canary, error: "x");
        }

        Assert.Equal([GuardComparison.Limit, GuardComparison.ControlLimit], rig.Action.Others.Select(v => v.Comparison));
    }

    [Fact]
    public void A_resume_begins_the_count_against_the_limits_anew_also_after_a_restart()
    {
        var rig = new Rig(Of(Hard(0.2), Canary(5000), Full()));
        for (var i = 0; i < 30; i++)
        {
            rig.Request(Arm.Control, error: "x");
            rig.Request(Arm.Canary, error: "x");
        }

        rig.Pause();
        rig.Resume();
        Assert.NotEqual(JudgeActionKind.SharedBreach, rig.Action.Kind);
        rig.Healthy(20);
        var again = new Judge(rig.Active, rig.Position, JudgeOptions.Default);
        rig.Taken.ForEach(again.TakeAgain);
        Assert.Equal(20, rig.Guard(GuardComparison.Limit).Test.N);
        Assert.Equal(20, again.Snapshot().Guards.Single(g => g.Comparison == GuardComparison.Limit).Test.N);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_resume_the_units_of_the_outage_count_against_the_limits_again(bool shadow)
    {
        var rig = new Rig(Of(Hard(0.2), shadow ? Shadow() : Canary(5000), Full()));
        void Round(bool controlFails)
        {
            for (var i = 0; i < 30; i++)
            {
                if (shadow)
                {
                    rig.Pair(unit: $"u{i}", shadowError: "x", controlError: controlFails ? "x" : null);
                    continue;
                }

                rig.Request(Arm.Canary, unit: $"a{i}", error: "x");
                rig.Request(Arm.Control, unit: $"b{i}", error: controlFails ? "x" : null);
            }
        }

        Round(controlFails: true);
        Assert.Equal(JudgeActionKind.SharedBreach, rig.Action.Kind);
        rig.Pause();
        rig.Resume();
        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
        Round(controlFails: false);

        // In the shadow the first failure stands beside the outage's last, and the last one waits for the next request.
        Assert.Equal(shadow ? 28 : 30, rig.Guard(GuardComparison.Limit).Test.N);
        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void Values_of_units_that_came_before_a_resume_count_against_the_limit_again()
    {
        var rig = new Rig(Of(Safety, Canary(5000), Full()));
        void Round(string value)
        {
            for (var i = 0; i < 30; i++)
            {
                rig.Outcome(rig.Request(Arm.Canary, unit: $"a{i}"), value, name: "safety");
            }
        }

        Round("1");
        rig.Pause();
        rig.Resume();
        Round("0");
        Assert.Equal(30, rig.Guard(GuardComparison.Limit).Test.N);
        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void A_relative_breach_wins_over_a_shared_limit()
    {
        var rig = new Rig(new() { Steps = [Canary(5000), Full()], Guards = [Hard(0.05), Errors] });
        var run = rig.Run(new Random(3), 0.9, 0.1, 5_000);
        Assert.Equal(JudgeActionKind.Breach, run.Kind);
    }

    [Fact]
    public void A_unit_that_went_well_before_still_counts_when_the_release_goes_bad_late()
    {
        var rig = new Rig(Of(Hard(0.2), Canary(5000), Full()));
        for (var i = 0; i < 50; i++)
        {
            rig.Request(Arm.Canary, unit: $"u{i}");
        }

        for (var i = 0; i < 50; i++)
        {
            rig.Request(Arm.Canary, unit: $"u{i}", error: "x");
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }
}
