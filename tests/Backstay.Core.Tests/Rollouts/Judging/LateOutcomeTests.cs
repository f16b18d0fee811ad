using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>Labels that come when the judge no longer has their decisions in mind: given with what they are about.</summary>
public sealed class LateOutcomeTests
{
    private static readonly JudgeOptions Forgetful = JudgeOptions.Default with { MaxPending = 20 };

    [Fact]
    public void A_release_that_is_worse_by_late_labels_only_goes_back()
    {
        var rig = new Rig(Of(Quality, Canary(5000), Full()), Forgetful);
        var decisions = Traffic(rig, 300);
        foreach (var decision in decisions)
        {
            var outcome = Label(decision, decision.AssignedArm == Arm.Canary ? "0" : "1");
            Assert.Equal(decisions.IndexOf(decision) >= 600 - 20, rig.Judge.Knows(decision.Id));
            rig.Take(Telemetry.Of(outcome, Story(decision)));
        }

        Assert.Equal(600, rig.Guard().Test.N);
        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
        Assert.Equal(0, rig.Judge.Snapshot().Overlooked);
    }

    [Fact]
    public void An_outcome_that_is_given_again_counts_once()
    {
        var rig = new Rig(Of(Quality, Canary(5000), Full()), Forgetful);
        foreach (var decision in Traffic(rig, 30))
        {
            rig.Outcome(decision.Id, "1");
            rig.Take(Telemetry.Of(Label(decision, "1"), Story(decision)));
            rig.Take(Telemetry.Of(Label(decision, "1"), Story(decision)));
        }

        Assert.Equal(60, rig.Guard().Test.N);
    }

    [Fact]
    public void What_was_no_evidence_when_it_came_is_none_by_its_label()
    {
        var rig = new Rig(Of(Quality, Canary(5000), Full()), Forgetful);
        DecisionRecord[] none =
        [
            rig.Decision(Arm.Canary) with { Stalled = true },
            rig.Decision(Arm.Canary) with { NotEvidence = true },
            rig.Decision(Arm.Canary) with { Escaped = true },
            rig.Decision(Arm.Canary) with { Rollout = "another-1" },
            rig.Decision(Arm.Canary, error: "late"),
            rig.Decision(Arm.Canary) with { RequestId = "again" },
        ];
        foreach (var decision in none)
        {
            rig.Take(Telemetry.Of(Label(decision, "1"), Story(decision)));
        }

        Assert.Equal(0, rig.Guard().Test.N);
        Assert.Equal(1, rig.Judge.Snapshot().Overlooked);
    }

    [Fact]
    public void A_late_label_judges_both_answers_of_a_pair_that_the_shadow_step_forgot()
    {
        var rig = new Rig(Of(Quality, Shadow(), Full()), Forgetful);
        var taken = new List<DecisionStory>();
        for (var i = 0; i < 200; i++)
        {
            rig.Pair(shadowAnswer: "0");
            taken.Add(new DecisionStory(rig.Taken[^2].Decision!, rig.Taken[^1].Shadow, [], []));
        }

        foreach (var story in taken)
        {
            rig.Take(Telemetry.Of(Label(story.Decision, "1"), story));
        }

        Assert.Equal(400, rig.Guard(GuardComparison.Paired).Test.N);
        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    private static List<DecisionRecord> Traffic(Rig rig, int each)
    {
        var decisions = new List<DecisionRecord>();
        for (var i = 0; i < each; i++)
        {
            foreach (var arm in new[] { Arm.Canary, Arm.Control })
            {
                decisions.Add(rig.Decision(arm));
                rig.Take(decisions[^1]);
            }
        }

        return decisions;
    }

    private static OutcomeRecord Label(DecisionRecord decision, string json) => new(decision.Id, "label", json, decision.Completed.AddHours(5), null);

    private static DecisionStory Story(DecisionRecord decision) => new(decision, null, [], []);
}
