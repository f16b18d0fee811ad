namespace Backstay.Core.Routing;

/// <summary>One thing that a judge takes in: exactly one member is set.</summary>
public readonly record struct Telemetry(DecisionRecord? Decision, ShadowRecord? Shadow, OutcomeRecord? Outcome)
{
    public static Telemetry Of(DecisionRecord decision) => new(decision, null, null);

    public static Telemetry Of(ShadowRecord shadow) => new(null, shadow, null);

    public static Telemetry Of(OutcomeRecord outcome) => new(null, null, outcome);
}
