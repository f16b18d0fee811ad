using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Tests.Loops;

public sealed class JudgeLoopTests
{
    [Fact]
    public async Task On_a_breach_the_escape_is_taken_before_the_ledger_hears_of_it()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan(10_000)), JudgeScenes.Ledger());
        _ = rig.RunLoop();
        var back = rig.SeeAsync<RolledBack>();
        rig.Fail(30);
        Assert.False(Assert.IsType<RolledBack>((await back).Fact).Escaped);
        Assert.Equal(["escape", "GuardBreached", "RolledBack"], rig.Events);
    }

    [Fact]
    public async Task While_the_ledger_cannot_write_the_escape_stands_and_the_breach_is_reported_until_it_is_a_fact()
    {
        var ledger = JudgeScenes.Ledger();
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan(10_000)), ledger);
        var tried = 0;
        ledger.SetFault(() => ++tried <= 3 ? new LedgerFullException("full", new IOException()) : null);
        _ = rig.RunLoop();
        var back = rig.SeeAsync<RolledBack>();
        rig.Fail(30);
        await rig.EscapeTaken.Task;
        Assert.True(Assert.IsType<RolledBack>((await back).Fact).Escaped);
        Assert.Equal(4, tried);
        Assert.Equal(["escape", "GuardBreached", "RolledBack"], rig.Events);
    }

    [Fact]
    public async Task Evidence_passes_the_steps_and_completes_the_rollout()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan()), JudgeScenes.Ledger());
        _ = rig.RunLoop();
        var entered = rig.SeeAsync<StepEntered>();
        var completed = rig.SeeAsync<RolloutCompleted>();
        for (var step = 0; step < 2; step++)
        {
            for (var i = 0; i < 20; i++)
            {
                rig.Request(Arm.Canary, step: step);
                rig.Request(Arm.Control, step: step);
            }

            await entered;
        }

        await completed;
        Assert.Equal(["StepEntered", "RolloutCompleted"], rig.Events);
        Assert.Equal("r2", rig.Sequencer.Current.Rollouts.TrafficOf(JudgeRig.Endpoint).Current.ToString());
    }

    [Fact]
    public async Task After_a_restart_the_verdict_comes_from_telemetry()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan(10_000)), JudgeScenes.Ledger());
        for (var i = 0; i < 30; i++)
        {
            rig.Request(Arm.Control, feed: false);
            rig.Request(Arm.Canary, failed: true, feed: false);
        }

        var back = rig.SeeAsync<RolledBack>();
        _ = rig.RunLoop();
        await back;
        Assert.Equal(["escape", "GuardBreached", "RolledBack"], rig.Events);
    }

    [Fact]
    public async Task What_the_feed_lost_is_read_again_from_telemetry_before_a_step_passes()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan(50)), JudgeScenes.Ledger(), capacity: 8);
        var entered = rig.SeeAsync<StepEntered>();
        for (var i = 0; i < 60; i++)
        {
            rig.Request(Arm.Canary);
            rig.Request(Arm.Control);
        }

        Assert.True(rig.Feed.Overflows > 0);
        _ = rig.RunLoop();
        var fact = Assert.IsType<StepEntered>((await entered).Fact);
        Assert.Equal(1, fact.Step);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // nobody judged yet: as after a restart
    public async Task Labels_that_come_when_their_decisions_are_long_forgotten_are_judged_all_the_same(bool feed)
    {
        var plan = JudgeRig.Plan(10_000) with
        {
            Guards =
            [
                new GuardConfig
                {
                    Guard = Name.Parse("quality"), Metric = GuardMetric.Quality, Outcome = "label", Margin = 0.05,
                    Score = new ScoreConfig(ScoreKind.Equal, "answer", 0),
                },
                .. JudgeRig.Plan().Guards,
            ],
        };
        await using var rig = new JudgeRig(JudgeRig.World(plan), JudgeScenes.Ledger(), capacity: 10_000, judge: JudgeOptions.Default with { MaxPending = 10, MaxParked = 10 });
        var back = rig.SeeAsync<RolledBack>();
        var asked = new List<(Guid Decision, Arm Arm)>();
        for (var i = 0; i < 300; i++)
        {
            asked.Add((rig.Request(Arm.Canary, feed: feed), Arm.Canary));
            asked.Add((rig.Request(Arm.Control, feed: feed), Arm.Control));
        }

        if (feed)
        {
            _ = rig.RunLoop();
        }

        asked.ForEach(item => rig.Label(item.Decision, item.Arm == Arm.Canary ? "0" : "1", feed));
        if (!feed)
        {
            _ = rig.RunLoop();
        }

        await back;
        Assert.Equal(["escape", "GuardBreached", "RolledBack"], rig.Events);
    }

    [Fact]
    public async Task An_escape_that_outlived_its_evidence_ends_the_rollout_and_says_that_nobody_did_it_by_hand()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan()), JudgeScenes.Ledger(), escaped: true);
        var back = rig.SeeAsync<RolledBack>();
        _ = rig.RunLoop();
        var fact = Assert.IsType<RolledBack>((await back).Fact);
        Assert.Equal((RollbackCause.Abort, true), (fact.Cause, fact.Escaped));
        Assert.DoesNotContain("by hand", fact.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_an_escape_that_outlived_its_evidence_no_step_passes_on_what_evidence_is_left()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan()), JudgeScenes.Ledger(), escaped: true);
        rig.Healthy(40, feed: false);
        var back = rig.SeeAsync<RolledBack>();
        _ = rig.RunLoop();
        await back;
        Assert.Equal(["RolledBack"], rig.Events);
    }

    [Fact]
    public async Task A_breach_does_not_wait_for_a_step_that_the_ledger_holds_up()
    {
        var ledger = JudgeScenes.Ledger();
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan()), ledger);
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        ledger.SetFault(() =>
        {
            writing.TrySetResult();
            release.Wait(TimeSpan.FromSeconds(60));
            return null;
        });
        _ = rig.RunLoop();
        for (var i = 0; i < 20; i++)
        {
            rig.Request(Arm.Canary);
            rig.Request(Arm.Control);
        }

        await writing.Task;
        rig.Fail(60);
        await rig.EscapeTaken.Task;
        var back = rig.SeeAsync<RolledBack>();
        release.Set();
        await back;
        Assert.Equal(["escape", "StepEntered", "GuardBreached", "RolledBack"], rig.Events);
    }

    [Fact]
    public async Task No_token_can_stand_in_the_way_of_a_breach_by_using_the_judges_idempotency_key()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan(10_000)), JudgeScenes.Ledger());
        var taken = await rig.Sequencer.SubmitAsync(
            new Submission(
                new SetSystem(Name.Parse("schema"), SemanticVersion.Parse("1.0.0"), "as it runs"), new Actor("mallory", null, "judge"), "judge:delay-1:breach"),
            TestContext.Current.CancellationToken);
        Assert.True(taken.IsOk);
        _ = rig.RunLoop();
        var back = rig.SeeAsync<RolledBack>();
        rig.Fail(30);
        Assert.Equal(RollbackCause.Breach, Assert.IsType<RolledBack>((await back).Fact).Cause);
    }

    [Fact]
    public async Task A_loop_that_fails_is_heard_of_at_once()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan(10_000)), JudgeScenes.Ledger()) { FailsToEscape = true };
        var loop = rig.RunLoop();
        rig.Fail(30);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => loop.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal("no escape", failure.Message);
    }

    [Fact]
    public async Task Items_of_no_rollout_are_not_fed()
    {
        await using var rig = new JudgeRig(capacity: 1);
        rig.Request(Arm.Control, rollout: null!);
        rig.Request(Arm.Control, rollout: null!);
        Assert.Equal(0, rig.Feed.Overflows);
    }
}
