namespace Backstay.Core.Routing;

/// <summary>One thing that a judge takes in: exactly one of the first three is set.</summary>
/// <param name="About">What an outcome is about, for a judge that no longer has it in mind; null where it is not known.</param>
public readonly record struct Telemetry(DecisionRecord? Decision, ShadowRecord? Shadow, OutcomeRecord? Outcome, DecisionStory? About = null)
{
    /// <summary>The rollout that it is evidence of; null where only the judges know.</summary>
    public string? Rollout => Decision?.Rollout ?? Shadow?.Rollout ?? About?.Decision.Rollout;

    public static Telemetry Of(DecisionRecord decision) => new(decision, null, null);

    public static Telemetry Of(ShadowRecord shadow) => new(null, shadow, null);

    public static Telemetry Of(OutcomeRecord outcome, DecisionStory? about = null) => new(null, null, outcome, about);
}
