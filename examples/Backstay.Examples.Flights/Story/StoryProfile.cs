namespace Backstay.Examples.Flights.Story;

/// <summary>How much traffic and evidence one telling takes. The promises are the same in each.</summary>
/// <param name="Rate">Requests a second that callers send.</param>
/// <param name="PromisedRate">Requests a second that must have been answered on average; 0 promises none.</param>
/// <param name="LabelsAfter">How long after its answer a flight "lands" and its label is posted.</param>
/// <param name="WarmUp">Answers before the first rollout starts.</param>
/// <param name="Patience">How long one rollout may take before the story gives up on it.</param>
internal sealed record StoryProfile(
    string Name,
    int Rate,
    int PromisedRate,
    TimeSpan LabelsAfter,
    int WarmUp,
    int CheckSamples,
    StepSizes Better,
    StepSizes Worse,
    StepSizes Dying,
    TimeSpan Patience)
{
    public static StoryProfile Full { get; } = new(
        "full", Rate: 600, PromisedRate: 300, LabelsAfter: TimeSpan.FromSeconds(2), WarmUp: 1_800, CheckSamples: 300,
        Better: new(MinUnits: 500, MinSeconds: 5), Worse: new(MinUnits: 500, MinSeconds: 5), Dying: new(MinUnits: 500, MinSeconds: 10),
        Patience: TimeSpan.FromSeconds(90));

    public static StoryProfile Quick { get; } = new(
        "quick", Rate: 400, PromisedRate: 0, LabelsAfter: TimeSpan.FromMilliseconds(500), WarmUp: 300, CheckSamples: 50,
        Better: new(MinUnits: 60, MinSeconds: 1), Worse: new(MinUnits: 200, MinSeconds: 2), Dying: new(MinUnits: 200, MinSeconds: 5),
        Patience: TimeSpan.FromSeconds(90));
}

/// <summary>What each step of a rollout waits for.</summary>
/// <param name="MinUnits">Units per arm; the shadow takes a part of it.</param>
internal sealed record StepSizes(int MinUnits, double MinSeconds);
