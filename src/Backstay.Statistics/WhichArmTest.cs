namespace Backstay.Statistics;

/// <summary>
/// Did the canary draw more of the events (errors, timeouts, slow answers) than its share of the traffic explains?
/// Null: the canary's rate is at most <c>margin</c> times the control's. Given an event at a moment at which the canary
/// has share w, it then fell into the canary with probability at most m w/(m w + 1 - w); the evidence is a mixture of
/// likelihood ratios over r in {1.5, 2, 3, 5, 10, 20, 50, 100}. Exact at every sample size and every look; no baseline
/// rate is needed, and rates may drift as long as they drift in both arms alike. One event per unit, its first.
/// The whole state is the counts per share, so order does not matter and anybody can recompute the value.
/// </summary>
public sealed class WhichArmTest : ISequentialTest
{
    public const string MethodName = "which-arm-v1";

    private readonly Level _level;
    private readonly double _margin;
    private readonly double _proofMargin;
    private EventTally[] _tallies = new EventTally[8];
    private int _shares;
    private long _canaryUnits;
    private long _controlUnits;
    private long _canaryEvents;
    private long _controlEvents;

    /// <param name="alpha">Chance of a false breach over the whole run.</param>
    /// <param name="minimumUnits">Units that each arm needs before the test may pass.</param>
    /// <param name="margin">At least 1: how many times the control's rate is still allowed.</param>
    /// <param name="proofMargin">At least <paramref name="margin"/>: the ratio below which the canary counts as proven. Default: the margin.</param>
    public WhichArmTest(double alpha, long minimumUnits = 0, double margin = 1, double? proofMargin = null)
    {
        _level = new Level(alpha, minimumUnits);
        if (!(margin >= 1 && margin <= RatioMixture.Ceiling))
        {
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "The margin is a ratio of at least 1.");
        }

        _margin = margin;
        _proofMargin = proofMargin ?? margin;
        if (!(_proofMargin >= margin && _proofMargin <= RatioMixture.Ceiling))
        {
            throw new ArgumentOutOfRangeException(nameof(proofMargin), proofMargin, "The proof margin is not below the margin.");
        }
    }

    public string Method => MethodName;

    /// <summary>Natural logarithm of the evidence against the null.</summary>
    public double LogEvidence => RatioMixture.LogAbove(Tallies, _margin);

    /// <summary>Natural logarithm of the evidence that the ratio is below the proof margin.</summary>
    public double LogProof => RatioMixture.LogBelow(Tallies, _proofMargin);

    public Verdict Verdict => _level.Decide(LogEvidence, LogProof, Math.Min(_canaryUnits, _controlUnits));

    private ReadOnlySpan<EventTally> Tallies => _tallies.AsSpan(0, _shares);

    /// <summary>Counts a unit of this arm, whether or not it has an event.</summary>
    public void ObserveUnit(bool canary)
    {
        if (canary)
        {
            _canaryUnits++;
        }
        else
        {
            _controlUnits++;
        }
    }

    /// <summary>Counts so many units of this arm at once.</summary>
    public void ObserveUnits(bool canary, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (canary)
        {
            _canaryUnits += count;
        }
        else
        {
            _controlUnits += count;
        }
    }

    /// <summary>Adds a unit's first event. Its unit is counted by <see cref="ObserveUnit"/>.</summary>
    /// <param name="canary">The arm to which the unit was assigned.</param>
    /// <param name="canaryShare">The canary's share in [0, 1] when it was assigned; at 0 or 1 there is nothing to compare, and the event is only counted.</param>
    public void ObserveEvent(bool canary, double canaryShare)
    {
        if (!(canaryShare >= 0 && canaryShare <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(canaryShare), canaryShare, "A share lies in [0, 1].");
        }

        if (canary)
        {
            _canaryEvents++;
        }
        else
        {
            _controlEvents++;
        }

        if (canaryShare is 0 or 1)
        {
            return;
        }

        ref var tally = ref TallyOf(canaryShare);
        if (canary)
        {
            tally.Canary++;
        }
        else
        {
            tally.Control++;
        }
    }

    /// <summary>
    /// Adds one input that both arms answered (shadow). Only pairs in which exactly one arm had the event say anything; under
    /// the null that one is the canary with probability at most m/(m + 1), which is this test at share one half. The judged
    /// ratio is then P(only canary)/P(only control).
    /// </summary>
    public void ObservePair(bool canaryEvent, bool controlEvent)
    {
        ObserveUnit(canary: true);
        ObserveUnit(canary: false);
        if (canaryEvent != controlEvent)
        {
            ObserveEvent(canaryEvent, 0.5);
        }
    }

    public TestResult Result()
    {
        var logEvidence = LogEvidence;
        var logProof = LogProof;
        return new TestResult(
            MethodName,
            new OrderedDictionary<string, double>
            {
                ["alpha"] = _level.Alpha,
                ["margin"] = _margin,
                ["proofMargin"] = _proofMargin,
                ["minimumUnits"] = _level.MinimumUnits,
            },
            _canaryUnits + _controlUnits,
            [
                new ArmStatistics(ArmStatistics.CanaryArm, _canaryUnits, _canaryEvents, _canaryEvents),
                new ArmStatistics(ArmStatistics.ControlArm, _controlUnits, _controlEvents, _controlEvents),
            ],
            Counts(),
            RatioMixture.MostLikely(Tallies),
            new Interval(Lower(logEvidence), Upper(logProof)),
            Level.EValue(logEvidence),
            Level.EValue(logProof),
            _level.Threshold,
            _level.Decide(logEvidence, logProof, Math.Min(_canaryUnits, _controlUnits)));
    }

    /// <summary>The e-value of these events, as <see cref="TestResult.EValue"/> reports it: what an auditor computes from a ledger.</summary>
    public static double Recompute(IReadOnlyList<WeightedEvent> events, double margin = 1)
    {
        ArgumentNullException.ThrowIfNull(events);
        var test = new WhichArmTest(0.5, margin: margin);
        foreach (var item in events)
        {
            test.ObserveEvent(item.Canary, item.CanaryShare);
        }

        return Level.EValue(test.LogEvidence);
    }

    private EventCount[] Counts()
    {
        var counts = new EventCount[_shares];
        for (var i = 0; i < _shares; i++)
        {
            counts[i] = new EventCount(_tallies[i].Share, _tallies[i].Canary, _tallies[i].Control);
        }

        return counts;
    }

    // Both ends search on the margin's own side of the verdict, so that the two can never disagree.
    private double Lower(double logEvidence)
    {
        bool RuledOut(double log) => _level.Reached(RatioMixture.LogAbove(Tallies, Math.Exp(log)));
        var edge = Math.Log(RatioMixture.Ceiling);
        if (_level.Reached(logEvidence))
        {
            return Math.Max(_margin, Math.Exp(Crossing.LastRuledOut(Math.Log(_margin), edge, RuledOut)));
        }

        return RuledOut(-edge) ? Math.Min(Math.Exp(Crossing.LastRuledOut(-edge, Math.Log(_margin), RuledOut)), Math.BitDecrement(_margin)) : 0;
    }

    private double Upper(double logProof)
    {
        bool RuledOut(double log) => _level.Reached(RatioMixture.LogBelow(Tallies, Math.Exp(log)));
        var edge = Math.Log(RatioMixture.Ceiling);
        if (_level.Reached(logProof))
        {
            return Math.Min(_proofMargin, Math.Exp(Crossing.LastRuledOut(Math.Log(_proofMargin), -edge, RuledOut)));
        }

        return RuledOut(edge) ? Math.Max(Math.Exp(Crossing.LastRuledOut(edge, Math.Log(_proofMargin), RuledOut)), Math.BitIncrement(_proofMargin)) : RatioMixture.Ceiling;
    }

    // Kept sorted by share: the sums then run in one order, and a recomputation gives the same bits.
    private ref EventTally TallyOf(double share)
    {
        var index = 0;
        while (index < _shares && _tallies[index].Share < share)
        {
            index++;
        }

        if (index == _shares || _tallies[index].Share != share)
        {
            if (_shares == _tallies.Length)
            {
                Array.Resize(ref _tallies, 2 * _tallies.Length);
            }

            Array.Copy(_tallies, index, _tallies, index + 1, _shares - index);
            _tallies[index] = new EventTally(share);
            _shares++;
        }

        return ref _tallies[index];
    }
}
