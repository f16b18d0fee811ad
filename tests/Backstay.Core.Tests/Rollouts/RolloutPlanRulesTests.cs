using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts;

public sealed class RolloutPlanRulesTests
{
    public static TheoryData<string, RolloutPlan> Broken { get; } = new()
    {
        { "plan.steps", Plain() with { Steps = [] } },
        { "plan.steps", Plain() with { Steps = [.. Enumerable.Repeat(Canary(1), RolloutPlan.MaxSteps + 1)] } },
        { "plan.steps", Of(Errors, Shadow()) },
        { "plan.steps[0].weight", Of(Errors, Canary(0)) },
        { "plan.steps[0].weight", Of(Errors, Canary(10_000)) },
        { "plan.steps[0].weight", Of(Errors, Canary(9_801)) },
        { "plan.steps[1].weight", Of(Errors, Canary(500), Canary(499)) },
        { "plan.steps[1].kind", Of(Errors, Canary(500), Shadow()) },
        { "plan.steps[1].kind", Of(Errors, Full(), Canary(500)) },
        { "plan.steps[1].kind", Of(Errors, Full(), Full()) },
        { "plan.steps[1].kind", Of(Errors, Bake(), Full()) },
        { "plan.steps[0].minUnits", Of(Errors, Canary(500, units: 0)) },
        { "plan.steps[0].minSeconds", Of(Errors, Canary(500, seconds: -1)) },
        { "plan.steps[0].minSeconds", Of(Errors, Canary(500, seconds: double.NaN)) },
        { "plan.rollback", Plain() with { Rollback = RollbackMode.Gradual } },
        { "plan.alpha", Plain() with { Alpha = 0 } },
        { "plan.alpha", Plain() with { Alpha = 0.21 } },
        { "plan.alpha", Plain() with { Alpha = double.NaN } },
        { "plan.holdBack", Plain() with { HoldBack = -1 } },
        { "plan.holdBack", Plain() with { HoldBack = 2_001 } },
        { "plan.holdBack", Plain() with { HoldBack = 0 } },
        { "plan.guards", Plain() with { Guards = [] } },
        { "plan.guards[1].guard", Plain() with { Guards = [Errors, Errors] } },
        { "plan.guards[0]", Guard(Errors with { Margin = null }) },
        { "plan.guards[0].margin", Guard(Errors with { Margin = 0.99 }) },
        { "plan.guards[0].margin", Guard(Quality with { Margin = -0.01 }) },
        { "plan.guards[0].margin", Guard(Quality with { Margin = 1 }) },
        { "plan.guards[0].limit", Guard(Hard(0)) },
        { "plan.guards[0].limit", Guard(Hard(1)) },
        { "plan.guards[0].limit", Guard(Safety with { Limit = 1.5 }) },
        { "plan.guards[0].slowerThanMs", Guard(Errors with { SlowerThanMs = 5 }) },
        { "plan.guards[0].slowerThanMs", Guard(Errors with { Metric = GuardMetric.SlowShare }) },
        { "plan.guards[0].outcome", Guard(Errors with { Outcome = "label" }) },
        { "plan.guards[0].outcome", Guard(Quality with { Outcome = null }) },
        { "plan.guards[0].score", Guard(Quality with { Score = null }) },
        { "plan.guards[0].score", Guard(Safety with { Score = new ScoreConfig(ScoreKind.Equal, "a", 0) }) },
        { "plan.guards[0].score.tolerance", Guard(Quality with { Score = new ScoreConfig(ScoreKind.Class, "a", 2) }) },
        { "plan.guards[0].score.field", Guard(Quality with { Score = new ScoreConfig(ScoreKind.Equal, "", 0) }) },
        { "plan.guards[0].lo", Guard(Quality with { Hi = 2 }) },
        { "plan.guards[0].lo", Guard(Errors with { Good = GoodDirection.Lower }) },
        { "plan.guards[0].hi", Guard(Safety with { Lo = 1 }) },
        { "plan.guards[0].metric", Guard(Disagreement) },
        { "plan.guards[0].margin", Guard(Disagreement with { Margin = 1 }) },
        { "plan.guards[0].secondsAfterFull", Guard(Safety with { SecondsAfterFull = 1 }) },
        { "plan.guards[0].secondsAfterFull", Guard(Safety with { SecondsAfterFull = 0 }) },
        { "plan.steps[0]", Of(Safety, Shadow(), Full()) },
        { "plan.steps[1]", Of(Disagreement, Shadow(), Canary(5_000), Full()) },
        { "plan.steps[1]", Of(Disagreement, Shadow(), Full()) with { HoldBack = 0 } },
        { "plan.steps[0]", Of(Safety with { SecondsAfterFull = 30 }, Canary(500), Full(seconds: 30)) },
        { "plan.steps[1]", Of(Safety with { SecondsAfterFull = 30 }, Full(seconds: 30), Bake(seconds: 30)) },
        { "plan.steps[2]", Of(Errors, Shadow(), Canary(500), Full()) with { Guards = [Errors, Disagreement], HoldBack = 0 } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_named_by_its_field(string field, RolloutPlan plan)
    {
        Assert.NotNull(RolloutPlanRules.Check(plan));
        Assert.Equal(field, RolloutPlanRules.Check(plan)!.Field);
        var world = TestWorld.With(2);
        world.Start("r1");
        Assert.Equal(ProblemKind.Invalid, world.Decide(new StartRollout(TestWorld.Endpoint, Name.Parse("r2"), plan, "why")).Problem?.Kind);
    }

    [Fact]
    public void A_gradual_rollback_is_refused_in_words() =>
        Assert.Contains("does not exist yet", RolloutPlanRules.Check(Plain() with { Rollback = RollbackMode.Gradual })!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_step_that_nobody_watches_is_refused_with_the_way_out()
    {
        var problem = RolloutPlanRules.Check(Of(Disagreement, Shadow(), Canary(5_000), Full()))!;
        Assert.StartsWith("No guard watches step 2 (canary)", problem.Message, StringComparison.Ordinal);
        Assert.Contains("'error-rate'", problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Legal_plans_pass()
    {
        Assert.Null(RolloutPlanRules.Check(Plain()));
        Assert.Null(RolloutPlanRules.Check(Of(Errors, Shadow(), Canary(9_800), Full(), Bake(), Bake()) with { Guards = [Errors, Disagreement] }));
        Assert.Null(RolloutPlanRules.Check(Of(Safety, Shadow(), Canary(500), Full()) with { Guards = [Safety, Disagreement], HoldBack = 0 }));
        Assert.Null(RolloutPlanRules.Check(Of(Safety with { SecondsAfterFull = 60 }, Full(seconds: 30), Bake(seconds: 30))));
        Assert.Null(RolloutPlanRules.Check(Of(Quality with { Prove = true, Limit = 0.5 }, Canary(500), Canary(500))));
    }

    private static RolloutPlan Guard(GuardConfig guard) => Plain() with { Guards = [guard] };
}
