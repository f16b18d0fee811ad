using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>Plans that a ledger may hold from before they were refused: in some step nobody watches.</summary>
public sealed class UnwatchedTests
{
    public static TheoryData<RolloutPlan, int> Unwatched { get; } = new()
    {
        { Of(Safety, Shadow(), Full()), 0 },
        { Of(Disagreement, Shadow(), Canary(5_000), Full()), 1 },
        { Of(Disagreement, Shadow(), Full()), 1 },
        { Of(Safety with { SecondsAfterFull = 1 }, Canary(5_000), Full(seconds: 1)), 0 },
        { Of(Safety with { SecondsAfterFull = 1 }, Full(seconds: 1), Bake()), 1 },
        { Of(Errors, Full()) with { HoldBack = 0 }, 0 },
    };

    [Theory]
    [MemberData(nameof(Unwatched))]
    public void No_data_of_any_guard_is_never_success_however_many_requests_there_were(RolloutPlan plan, int step)
    {
        Assert.NotEqual(JudgeActionKind.PassStep, Asked(plan, step, error: "http-500").Action.Kind);
        Assert.NotEqual(JudgeActionKind.PassStep, Asked(plan, step, error: null).Action.Kind);
    }

    [Theory]
    [MemberData(nameof(Unwatched))]
    public void The_same_step_passes_for_a_healthy_release_once_a_guard_watches_it(RolloutPlan plan, int step)
    {
        var watched = plan with { Guards = [Hard(0.5)] };
        Assert.Equal(JudgeActionKind.PassStep, Asked(watched, step, error: null).Action.Kind);
        Assert.Equal(JudgeActionKind.Breach, Asked(watched, step, error: "http-500").Action.Kind);
    }

    private static Rig Asked(RolloutPlan plan, int step, string? error)
    {
        var rig = new Rig(plan);
        for (var i = 0; i <= step; i++)
        {
            rig.Enter(i);
        }

        for (var i = 0; i < 60; i++)
        {
            if (plan.Steps[step].Kind == StepKind.Shadow)
            {
                rig.Pair(shadowError: error);
            }
            else
            {
                rig.Request(Arm.Canary, error: error);
                rig.Request(Arm.Control);
            }

            rig.Tick();
        }

        return rig;
    }
}
