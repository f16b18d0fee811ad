using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>One guard in one stage: its tests, and how many distinct units it has seen in each arm.</summary>
internal abstract class GuardSeat(GuardConfig config, int index)
{
    /// <summary>The control's share of the canary's trouble under which the trouble is the canary's alone.</summary>
    private const double AloneBelow = 0.5;

    /// <summary>Signs of trouble that the control must have shown before a limit counts as broken by both: one failure is none.</summary>
    private const double FewestSigns = 4;

    public GuardConfig Config { get; } = config;

    /// <summary>Place in the plan, which is the guard's place in a unit's flags.</summary>
    public int Index { get; } = index;

    public abstract GuardTest? Relative { get; }

    public abstract GuardTest? Limit { get; }

    public abstract GuardTest? ControlLimit { get; }

    /// <summary>Canary against control without a margin: tells a breach of its own from a shared one. Null without a limit.</summary>
    public abstract GuardTest? Contrast { get; }

    public long CanaryUnits { get; protected set; }

    public long ControlUnits { get; protected set; }

    public IEnumerable<GuardTest> Tests => new[] { Relative, Limit, ControlLimit }.OfType<GuardTest>();

    public bool HasUnits(int minimum, bool hasControl) => CanaryUnits >= minimum && (!hasControl || ControlUnits >= minimum);

    /// <summary>Whether it lets a step pass that asks for so many units.</summary>
    public bool IsSettled(int minimum, bool hasControl) => HasUnits(minimum, hasControl) && IsProven(hasControl);

    /// <summary>Begins the count against the hard limits anew.</summary>
    public abstract void RestartLimits();

    /// <summary>Whether every test that a pass needs lies inside its bound, where the plan asks for proof.</summary>
    public bool IsProven(bool hasControl) => !Config.Prove
        || ((Relative is null || !hasControl || Relative.IsProven) && (Limit is null || Limit.IsProven));

    /// <summary>
    /// Whose trouble is a limit that the canary broke? The two arms cross the line at different moments, by their share of
    /// the traffic and by chance, so "both have crossed" can't be the question: a release that fails alone must go at once.
    /// It is the release's own where the contrast of the two arms (exact, on the limit's level) says that the canary is
    /// worse, and where the control, at the canary's own times, shows less than half of the canary's trouble, or has seen
    /// nothing. Otherwise the control is in trouble as well: shared, once its own evidence against the limit is half of a
    /// breach's (as a logarithm), or it stands above the limit at the canary's times by a few signs at least. Until then nobody
    /// knows, and the next observations tell. In a shared outage the contrast misleads with probability at most the level.
    /// All of it is the evidence of now: a control that recovered leaves the canary alone with its breach.
    /// </summary>
    public LimitFinding FindLimit(bool hasControl)
    {
        if (Limit is not { IsBroken: true })
        {
            return LimitFinding.Holds;
        }

        if (!hasControl || ControlLimit is not { Count: > 0 } control || Contrast is { IsBroken: true }
            || control.Trouble.Mean < AloneBelow * Limit.Trouble.Mean)
        {
            return LimitFinding.Broken;
        }

        return control.LogEvidence >= 0.5 * control.LogThreshold || IsInTrouble(control.Trouble) ? LimitFinding.Shared : LimitFinding.Undecided;
    }

    private bool IsInTrouble(MatchedTrouble control) =>
        control.Signs >= FewestSigns && Config.Limit is { } limit && control.Mean >= Config.TroubleOf(limit);

    public IEnumerable<GuardSnapshot> Snapshot(int minimum, bool hasControl, bool watching)
    {
        foreach (var test in Tests)
        {
            var result = test.Test.Result();
            var verdict = result.Verdict != Verdict.Breach && !HasUnits(minimum, hasControl) ? Verdict.NotEnoughData : result.Verdict;
            var bound = test == Relative ? RelativeBound() : Config.Limit ?? 0;
            yield return new GuardSnapshot(
                Config.Guard, Config.Metric, test.Comparison, result, CanaryUnits, ControlUnits, bound,
                watching && (test != Relative || hasControl), verdict);
        }
    }

    // A ratio of rates for events; for values the difference canary - control at which the margin is used up.
    private double RelativeBound() => Config.Margin is not { } margin ? 0
        : Config.IsValue() && Config.Good == GoodDirection.Higher ? -margin
        : margin;
}
