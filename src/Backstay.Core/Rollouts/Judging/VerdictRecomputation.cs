using Backstay.Core.Primitives;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>What came of computing a verdict again.</summary>
/// <param name="Test">The result as computed here.</param>
/// <param name="Difference">The first member that differs; null where all are equal.</param>
public sealed record RecomputedVerdict(TestResult Test, string? Difference)
{
    public bool IsEqual => Difference is null;
}

/// <summary>Computes a verdict on events again from the ledger's fact alone: no telemetry, no trust in the value it states.</summary>
public static class VerdictRecomputation
{
    /// <summary>The code of the problem that a verdict has which telemetry alone can tell again.</summary>
    public const string NeedsTelemetry = "needs-telemetry";

    /// <summary>Units of an arm: what an endpoint with 10,000 requests a second has in eleven days.</summary>
    private const long MaxUnits = 10_000_000_000;

    /// <param name="verdict">As a fact holds it.</param>
    /// <param name="eventsObject">The text of <see cref="GuardVerdict.EventsObject"/>, where the fact names one.</param>
    /// <returns>A problem where this can't be done: verdicts on values need telemetry.</returns>
    public static Result<RecomputedVerdict> Recompute(GuardVerdict verdict, string? eventsObject = null)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var stated = verdict.Test;
        if (stated.Arms.FirstOrDefault(arm => arm.N is < 0 or > MaxUnits) is { } arm)
        {
            return Problem.Invalid("test.arms", FormattableString.Invariant($"The verdict states {arm.N} units of the arm '{arm.Arm}'; a test has from 0 to {MaxUnits}."));
        }

        if (!stated.Parameters.TryGetValue("alpha", out var alpha) || !(alpha is > 0 and < 1))
        {
            return Problem.Invalid("test.parameters", "The verdict's parameters are none that a test has.");
        }

        Result<TestResult> computed = stated.Method switch
        {
            WhichArmTest.MethodName => WhichArm(verdict, eventsObject),
            EventRateTest.MethodName => EventRate(stated),
            BoundedDifferenceTest.MethodName or BoundedMeanTest.MethodName or PairedDifferenceTest.MethodName =>
                Problem.Refused(NeedsTelemetry, $"A verdict by {stated.Method} is computed again with telemetry, not from the ledger alone."),
            _ => Problem.Refused("unknown-method", $"No test is called '{stated.Method}'."),
        };
        return computed.Map(test => new RecomputedVerdict(test, Difference(stated, test)));
    }

    private static Result<TestResult> WhichArm(GuardVerdict verdict, string? eventsObject)
    {
        var stated = verdict.Test;
        if (verdict.EventsObject is not null && eventsObject is null)
        {
            return Problem.Refused("needs-object", $"The events are in the object {verdict.EventsObject}.");
        }

        var text = eventsObject ?? verdict.Events;
        var events = string.IsNullOrEmpty(text) ? FromCounts(stated) : EventRuns.Parse(text);
        if (!events.IsOk)
        {
            return events.Problem;
        }

        if (!stated.Parameters.TryGetValue("margin", out var margin) || !(margin >= 1) || Arm(stated, ArmStatistics.CanaryArm) is not { } canary
            || Arm(stated, ArmStatistics.ControlArm) is not { } control)
        {
            return Problem.Invalid("test", "The verdict lacks a parameter or an arm of its method.");
        }

        var test = new WhichArmTest(stated.Parameters["alpha"], margin: margin);
        test.ObserveUnits(canary: true, canary.N);
        test.ObserveUnits(canary: false, control.N);
        foreach (var item in events.Value)
        {
            test.ObserveEvent(item.Canary, item.CanaryShare);
        }

        return test.Result();
    }

    private static Result<TestResult> EventRate(TestResult stated)
    {
        if (!stated.Parameters.TryGetValue("limit", out var limit) || !(limit is > 0 and < 1)
            || Arm(stated, ArmStatistics.CanaryArm) is not { } arm || !(arm.Sum >= 0 && arm.Sum <= arm.N))
        {
            return Problem.Invalid("test", "The verdict lacks a parameter or an arm of its method.");
        }

        var test = new EventRateTest(stated.Parameters["alpha"], limit);
        test.Observe((long)arm.Sum, arm.N);
        return test.Result();
    }

    /// <summary>The order does not change the value, so counts per share are enough where the list was too long.</summary>
    private static Result<IReadOnlyList<WeightedEvent>> FromCounts(TestResult stated)
    {
        if (stated.Events.Any(count => count.CanaryEvents is < 0 or > EventRuns.MaxLength || count.ControlEvents is < 0 or > EventRuns.MaxLength || !(count.CanaryShare is >= 0 and <= 1)))
        {
            return Problem.Invalid("test.events", $"The verdict's counts of events go from 0 to {EventRuns.MaxLength}, at shares from 0 to 1; one is none of these.");
        }

        if (stated.Events.Sum(count => count.Total) > EventRuns.MaxLength)
        {
            return Problem.Refused("too-many-events", $"More than {EventRuns.MaxLength} events.");
        }

        return stated.Events
            .SelectMany(count => Enumerable.Repeat(new WeightedEvent(true, count.CanaryShare), (int)count.CanaryEvents)
                .Concat(Enumerable.Repeat(new WeightedEvent(false, count.CanaryShare), (int)count.ControlEvents)))
            .ToList();
    }

    private static ArmStatistics? Arm(TestResult test, string name) => test.Arms.FirstOrDefault(arm => arm.Arm == name);

    private static string? Difference(TestResult stated, TestResult computed) => computed switch
    {
        _ when computed.EValue != stated.EValue => "eValue",
        _ when computed.ProofEValue != stated.ProofEValue => "proofEValue",
        _ when computed.Threshold != stated.Threshold => "threshold",
        _ when computed.Verdict != stated.Verdict => "verdict",
        _ when computed.N != stated.N => "n",
        _ when computed.Estimate != stated.Estimate => "estimate",
        _ when computed.Interval != stated.Interval => "interval",
        _ when !computed.Arms.SequenceEqual(stated.Arms) => "arms",
        _ when !computed.Events.SequenceEqual(stated.Events) => "events",
        _ when computed.Parameters.Any(p => !stated.Parameters.TryGetValue(p.Key, out var value) || value != p.Value) => "parameters",
        _ => null,
    };
}
