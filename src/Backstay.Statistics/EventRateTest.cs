namespace Backstay.Statistics;

/// <summary>
/// A hard limit on the rate of an event. Null: every unit's probability of the event, given the past, is at most the limit.
/// Evidence is the likelihood of the counts under a rate drawn from Beta(1/2, 1/2) cut to (limit, 1], over their
/// likelihood at the limit. Each rate above the limit gives a ratio whose expectation rises with the true rate and is 1 at
/// the limit, so the mixture is a supermartingale under the whole null, not only at its edge. The proof side is the mirror
/// image on [0, limit). Order does not matter: the counts are the whole state.
/// </summary>
public sealed class EventRateTest : ISequentialTest
{
    public const string MethodName = "event-rate-v1";

    private const double Shape = 0.5;
    private const double Edge = 1e-12;

    private readonly Level _level;
    private readonly double _limit;
    private long _units;
    private long _events;

    /// <param name="alpha">Chance of a false breach over the whole run.</param>
    /// <param name="limit">The allowed rate, between 0 and 1, both excluded.</param>
    /// <param name="minimumUnits">Units that the test needs before it may pass.</param>
    public EventRateTest(double alpha, double limit, long minimumUnits = 0)
    {
        _level = new Level(alpha, minimumUnits);
        if (!(limit >= Edge && limit <= 1 - Edge))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The limit lies between 0 and 1, both excluded.");
        }

        _limit = limit;
    }

    public string Method => MethodName;

    /// <summary>Natural logarithm of the evidence against the null.</summary>
    public double LogEvidence => LogAbove(_limit);

    /// <summary>Natural logarithm of the evidence that the rate is below the limit.</summary>
    public double LogProof => LogBelow(_limit);

    public Verdict Verdict => _level.Decide(LogEvidence, LogProof, _units);

    /// <summary>Adds one unit.</summary>
    public void Observe(bool isEvent)
    {
        _units++;
        _events += isEvent ? 1 : 0;
    }

    /// <summary>Adds so many units at once, the first of which had the event.</summary>
    public void Observe(long events, long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(units, events);
        _units += units;
        _events += events;
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
                ["limit"] = _limit,
                ["minimumUnits"] = _level.MinimumUnits,
            },
            _units,
            [new ArmStatistics(ArmStatistics.CanaryArm, _units, _events, _events)],
            [],
            _units == 0 ? null : (double)_events / _units,
            new Interval(Lower(logEvidence), Upper(logProof)),
            Level.EValue(logEvidence),
            Level.EValue(logProof),
            _level.Threshold,
            _level.Decide(logEvidence, logProof, _units));
    }

    // Likelihood of the counts under Beta(1/2, 1/2) cut to (rate, 1], over their likelihood at the rate.
    internal double LogAbove(double rate) =>
        LogRatio(rate) + LogBeta.UpperTail(rate, Shape + _events, Shape + _units - _events) - LogBeta.UpperTail(rate, Shape, Shape);

    internal double LogBelow(double rate) =>
        LogRatio(rate) + LogBeta.LowerTail(rate, Shape + _events, Shape + _units - _events) - LogBeta.LowerTail(rate, Shape, Shape);

    private double LogRatio(double rate)
    {
        var others = _units - _events;
        return LogBeta.Function(Shape + _events, Shape + others) - LogBeta.Function(Shape, Shape)
            - (_events * Math.Log(rate)) - (others * double.LogP1(-rate));
    }

    // Both ends search on the limit's own side of the verdict, so that the two can never disagree. At the observed rate the
    // evidence is at most 1, which makes it an open point.
    private double Lower(double logEvidence)
    {
        bool RuledOut(double rate) => _level.Reached(LogAbove(rate));
        if (_level.Reached(logEvidence))
        {
            return Crossing.LastRuledOut(_limit, (double)_events / _units, RuledOut);
        }

        return RuledOut(Edge) ? Crossing.LastRuledOut(Edge, _limit, RuledOut) : 0;
    }

    private double Upper(double logProof)
    {
        bool RuledOut(double rate) => _level.Reached(LogBelow(rate));
        if (_level.Reached(logProof))
        {
            return Crossing.LastRuledOut(_limit, (double)_events / _units, RuledOut);
        }

        return RuledOut(1 - Edge) ? Crossing.LastRuledOut(1 - Edge, _limit, RuledOut) : 1;
    }
}
