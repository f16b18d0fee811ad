using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;

namespace Backstay.Core.Tests.Rollouts;

public sealed class RolloutDeciderTests
{
    private static readonly Name R1 = Name.Parse("r1");
    private static readonly Name R2 = Name.Parse("r2");
    private static readonly Name R3 = Name.Parse("r3");

    [Fact]
    public void The_first_release_is_activated_at_once()
    {
        var world = TestWorld.With(1);
        world.Start("r1");
        Assert.IsType<ReleaseActivated>(Assert.Single(world.Last));
        Assert.Equal(R1, world.Traffic.Current);
    }

    [Fact]
    public void The_first_release_needs_evidence_even_with_a_shadow_step()
    {
        var world = TestWorld.With(0);
        world.Propose("r1");
        var problem = world.Refused(new StartRollout(TestWorld.Endpoint, R1, RolloutTemplates.Default, "why"));
        Assert.Equal("not-eligible", problem.Code);
        Assert.Contains("not proven", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_plan_is_legal_and_used_where_none_is_given()
    {
        Assert.Null(RolloutPlanRules.Check(RolloutTemplates.Default));
        var world = TestWorld.With(2);
        world.Start("r1");
        world.Must(new StartRollout(TestWorld.Endpoint, R2, null, "why"));
        Assert.Equal([0, 500, 2500, 5000, 9800], Weights(world.Traffic.Active!));
    }

    [Fact]
    public void One_rollout_at_a_time_and_never_to_the_current_release()
    {
        var world = TestWorld.With(3);
        world.Start("r1");
        Assert.Equal("already-current", world.Refused(new StartRollout(TestWorld.Endpoint, R1, Plans.Plain(), "why")).Code);
        world.Start("r2");
        Assert.Equal("rollout-active", world.Refused(new StartRollout(TestWorld.Endpoint, R3, Plans.Plain(), "why")).Code);
    }

    [Fact]
    public void What_does_not_exist_is_named()
    {
        var world = TestWorld.With(1);
        Assert.Equal(ProblemKind.NotFound, world.Refused(new StartRollout(Name.Parse("none"), R1, null, "why")).Kind);
        Assert.Equal(ProblemKind.NotFound, world.Refused(new StartRollout(TestWorld.Endpoint, R2, null, "why")).Kind);
        Assert.Equal(ProblemKind.NotFound, world.Refused(new PauseRollout("delay-1", "why")).Kind);
        Assert.Equal("why", world.Refused(new StartRollout(TestWorld.Endpoint, R1, null, " ")).Field);
    }

    [Fact]
    public void A_shadow_step_lifts_the_lack_of_evidence_and_nothing_else()
    {
        var world = TestWorld.With(1);
        world.Start("r1");
        world.Propose("r2", new SystemRequirement(Name.Parse("db"), VersionRange.Parse(">=2.0.0")));
        var shadow = Plans.Of(Plans.Errors, Plans.Shadow(), Plans.Full());
        Assert.Contains("db", world.Refused(new StartRollout(TestWorld.Endpoint, R2, shadow, "why")).Message, StringComparison.Ordinal);
        world.Must(new SetSystem(Name.Parse("db"), SemanticVersion.Parse("2.1.0"), "as it runs"));
        Assert.Equal("not-eligible", world.Refused(new StartRollout(TestWorld.Endpoint, R2, Plans.Plain(), "why")).Code);
        world.Start("r2", shadow);
        Assert.Equal("not-eligible", world.Refused(world.Pass()).Code);
        world.Must(new RecordEvidence(R2, TestWorld.Endpoint, EvidenceKind.Shadow, true, 10, 0, 0, 0, 1000, null, "delay-1", null, world.Backend));
        world.Must(world.Pass());
        Assert.Equal(1, world.Traffic.Active!.Step);
    }

    [Theory]
    [InlineData(EvidenceKind.Shadow, EvidenceKind.Check)]
    [InlineData(EvidenceKind.Check, EvidenceKind.Shadow)]
    [InlineData(EvidenceKind.Check, EvidenceKind.Check)]
    public void The_newest_outcome_decides_of_whichever_demanded_kind(EvidenceKind earlier, EvidenceKind later)
    {
        var world = TestWorld.With(1);
        world.Start("r1");
        world.Propose("r2");
        void Record(EvidenceKind kind, bool passed) => world.Must(new RecordEvidence(
            R2, TestWorld.Endpoint, kind, passed, 10, passed ? 0 : 7, 0, 0, 1000, null, null, null, world.Backend));
        StartRollout start = new(TestWorld.Endpoint, R2, Plans.Plain(), "why");

        Record(earlier, passed: true);
        Record(later, passed: false);
        var problem = world.Refused(start);
        Assert.Equal("not-eligible", problem.Code);
        Assert.Contains($"its newest {later.ToString().ToLowerInvariant()} failed (7 errors, 0 late)", problem.Message, StringComparison.Ordinal);

        Record(earlier, passed: true);
        world.Must(start);
    }

    [Fact]
    public void An_outcome_of_a_kind_that_is_not_demanded_changes_nothing()
    {
        var world = TestWorld.With(2, new ReleaseDemands([EvidenceKind.Check], []));
        world.Start("r1");
        world.Must(new RecordEvidence(R2, TestWorld.Endpoint, EvidenceKind.Shadow, false, 10, 7, 0, 0, 1000, null, null, null, world.Backend));
        world.Must(new StartRollout(TestWorld.Endpoint, R2, Plans.Plain(), "why"));
    }

    [Fact]
    public void All_objections_are_listed()
    {
        var world = TestWorld.With(1);
        world.Start("r1");
        world.Propose("r2", new SystemRequirement(Name.Parse("db"), VersionRange.Parse(">=2.0.0")));
        var message = world.Refused(new StartRollout(TestWorld.Endpoint, R2, Plans.Plain(), "why")).Message;
        Assert.Contains("requires db", message, StringComparison.Ordinal);
        Assert.Contains("not proven", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_passed_one_by_one_and_the_last_completes_the_rollout()
    {
        var world = Rolling(out var rollout);
        Assert.Equal("wrong-step", world.Refused(world.Pass(step: 1)).Code);
        world.Must(world.Pass());
        var again = world.Decide(new PassStep(rollout, TestWorld.Endpoint, 0, 0, []));
        Assert.Empty(again.Value.Facts);
        world.Must(world.Pass());
        world.Must(world.Pass());
        Assert.IsType<RolloutCompleted>(Assert.Single(world.Last));
        Assert.Equal(R2, world.Traffic.Current);
        Assert.Equal([R1], world.Traffic.Standbys);
        Assert.Empty(world.Decide(new PassStep(rollout, TestWorld.Endpoint, 2, 0, [])).Value.Facts);
        Assert.Empty(world.Decide(Breach(rollout)).Value.Facts);
    }

    [Fact]
    public void A_step_is_not_passed_before_its_time_or_with_a_breach_in_its_evidence()
    {
        var world = TestWorld.With(2);
        world.Start("r1");
        var rollout = world.Start("r2", Plans.Of(Plans.Errors, Plans.Canary(500, seconds: 60), Plans.Full()));
        Assert.Equal("secondsInStep", world.Refused(new PassStep(rollout, TestWorld.Endpoint, 0, 59.9, [])).Field);
        Assert.Equal("secondsInStep", world.Decide(new PassStep(rollout, TestWorld.Endpoint, 0, double.NaN, [])).Problem?.Field);
        Assert.Equal("verdicts", world.Refused(new PassStep(rollout, TestWorld.Endpoint, 0, 60, [Verdicts.Breached()])).Field);
    }

    [Fact]
    public void A_step_into_more_traffic_asks_again_whether_the_release_may_have_it()
    {
        var world = Rolling(out _);
        world.Prove("r2", passed: false);
        Assert.Equal("not-eligible", world.Refused(world.Pass()).Code);
    }

    [Fact]
    public void A_breach_is_recorded_and_rolled_back_in_one_command()
    {
        var world = Rolling(out var rollout);
        var facts = world.Must(Breach(rollout) with { Escaped = true });
        Assert.IsType<GuardBreached>(facts[0]);
        var back = Assert.IsType<RolledBack>(facts[1]);
        Assert.Equal((R2, R1, RollbackCause.Breach, true), (back.From, back.To, back.Cause, back.Escaped));
        Assert.Equal(R1, world.Traffic.Current);
        Assert.Null(world.Traffic.Active);
        var incident = Assert.Single(world.State.Monitoring.Incidents).Value;
        Assert.Equal((R2, R1), (incident.From, incident.To));
        Assert.All(incident.Timeline, mark => Assert.Equal("ann", mark.By));
        Assert.Empty(world.Decide(Breach(rollout)).Value.Facts);
    }

    [Theory]
    [InlineData(9007199254740991)]
    [InlineData(1.2e16)]
    [InlineData(3.4e20)]
    [InlineData(5e298)]
    public void A_breach_is_written_down_however_large_the_evidence_beside_it(double evidence)
    {
        var world = Rolling(out var rollout);
        var healthy = Verdicts.Quiet() with { Comparison = GuardComparison.Limit };
        healthy = healthy with { Test = healthy.Test with { ProofEValue = evidence, Threshold = evidence } };
        var facts = world.Must(Breach(rollout) with { Others = [healthy] });
        var payload = Catalogs.Facts.Encode(Assert.IsType<GuardBreached>(facts[0])).Value;
        var read = (GuardBreached)JsonSerializer.Deserialize(payload.Span, Catalogs.Facts.KindOf(facts[0]).Json)!;
        Assert.Equal(evidence, Assert.Single(read.Others).Test.ProofEValue);
    }

    [Fact]
    public void A_breach_without_its_evidence_is_refused()
    {
        var world = Rolling(out var rollout);
        Assert.Equal("verdict", world.Refused(Breach(rollout) with { Verdict = Verdicts.Quiet() }).Field);
        Assert.Equal("verdicts", world.Refused(Breach(rollout) with { Verdict = Verdicts.Breached("stranger") }).Field);
        Assert.Equal("verdicts", world.Refused(Breach(rollout) with { Verdict = Verdicts.Breached() with { Events = new string('c', 20_000) } }).Field);
    }

    [Fact]
    public void A_breach_while_paused_still_rolls_back()
    {
        var world = Rolling(out var rollout);
        world.Must(new PauseRollout(rollout, "why"));
        Assert.Equal("rollout-paused", world.Refused(world.Pass()).Code);
        world.Must(Breach(rollout));
        Assert.Equal(RolloutStatus.RolledBack, world.State.Rollouts.Rollouts[rollout].Status);
    }

    [Fact]
    public void A_shared_breach_pauses_and_opens_a_shared_incident()
    {
        var world = Rolling(out var rollout, Plans.Of(Plans.Hard(0.2), Plans.Canary(500), Plans.Full()));
        var shared = new ReportSharedBreach(rollout, TestWorld.Endpoint, 0, [Verdicts.Limit()]);
        Assert.Equal(PauseCause.SharedBreach, Assert.IsType<RolloutPaused>(Assert.Single(world.Must(shared))).Cause);
        Assert.Equal(Monitoring.IncidentKind.Shared, Assert.Single(world.State.Monitoring.Incidents.Values).Kind);
        Assert.Empty(world.Decide(shared).Value.Facts);
        world.Must(new ResumeRollout(rollout, "mended"));
        Assert.Equal((false, 1), (world.Traffic.Active!.Paused, world.Traffic.Active.Resumed));
    }

    [Fact]
    public void Without_a_control_a_shared_breach_rolls_back()
    {
        var plan = Plans.Of(Plans.Hard(0.2), Plans.Full()) with { HoldBack = 0 };
        var world = Rolling(out var rollout, plan);
        var facts = world.Must(new ReportSharedBreach(rollout, TestWorld.Endpoint, 0, [Verdicts.Limit()]));
        Assert.Equal([typeof(GuardBreached), typeof(RolledBack)], facts.Select(f => f.GetType()));
    }

    [Fact]
    public void Pause_and_resume_twice_come_to_nothing_and_resume_asks_again_whether_it_may()
    {
        var world = Rolling(out var rollout);
        Assert.Empty(world.Must(new ResumeRollout(rollout, "why")));
        world.Must(new PauseRollout(rollout, "why"));
        Assert.Empty(world.Must(new PauseRollout(rollout, "why")));
        world.Prove("r2", passed: false);
        Assert.Equal("not-eligible", world.Refused(new ResumeRollout(rollout, "why")).Code);
        world.Must(new AbortRollout(rollout, "why"));
        Assert.Equal("rollout-ended", world.Refused(new AbortRollout(rollout, "why")).Code);
        Assert.Equal(R1, world.Traffic.Current);
    }

    private static ReportBreach Breach(string rollout) => new(rollout, TestWorld.Endpoint, 0, Verdicts.Breached(), [], Escaped: false);

    private static IEnumerable<int> Weights(ActiveRollout active) =>
        active.Plan.Steps.Select((_, i) => (active with { Step = i }).CanaryWeight);

    private static TestWorld Rolling(out string rollout, RolloutPlan? plan = null)
    {
        var world = TestWorld.With(2);
        world.Start("r1");
        rollout = world.Start("r2", plan);
        return world;
    }
}
