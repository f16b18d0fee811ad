using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Trials;

/// <summary>
/// A canary at one weight that is worse than its control from its first request on: ten requests a second, each a unit of its
/// own, half of them labelled, a minute later on average. The judge watches errors, slow answers and labelled quality at once
/// with its default alpha; threshold checks see the same requests, until each has taken the traffic back or the world ends.
/// </summary>
internal sealed class ShiftTrial : Trial
{
    public const int Weight = 500;

    public const int RequestsPerMinute = 600;

    private const double GapMs = 60_000.0 / RequestsPerMinute;
    private const double SlowerThanMs = 100;
    private const double Labelled = 0.5;
    private const double LabelDelay = RequestsPerMinute;

    private readonly Shift _shift;
    private readonly PriorityQueue<(OutcomeRecord Label, bool IsCanary, bool IsWrong), (int Due, int Order)> _labels = new();
    private readonly ThresholdChecks[] _checks;
    private readonly Detection?[] _found = new Detection?[3];
    private int _bad;
    private int _ordered;

    public ShiftTrial(int seed, Shift shift)
        : base(seed, Plan)
    {
        _shift = shift;
        _checks = [new(5, shift.Control), new(1, shift.Control)];
    }

    private static RolloutPlan Plan { get; } = new()
    {
        Steps = [new(StepKind.Canary, Weight, RolloutPlanRules.MaxMinUnits, 0), new(StepKind.Full, 0, 1, 0)],
        Guards =
        [
            new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 },
            new GuardConfig { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = (int)SlowerThanMs, Margin = 1 },
            new GuardConfig
            {
                Guard = Name.Parse("quality"), Metric = GuardMetric.Quality, Outcome = "label", Margin = 0.01, Score = new(ScoreKind.Equal, "answer", 0),
            },
        ],
    };

    public ShiftOutcome Run(int minutes)
    {
        for (var i = 0; i < minutes * RequestsPerMinute && _found.Any(found => found is null); i++)
        {
            Wait(GapMs);
            for (var c = 0; c < _checks.Length; c++)
            {
                _checks[c].MoveTo(Now);
                Note(c + 1, _checks[c].HasAlarmed);
            }

            Ask(i);
            while (_labels.TryPeek(out var due, out var at) && at.Due <= i)
            {
                _labels.Dequeue();
                if (due.IsCanary)
                {
                    Observe(Symptom.Wrong, due.IsWrong);
                }

                Judged(Telemetry.Of(due.Label));
            }
        }

        return new ShiftOutcome(Of(0), Of(1), Of(2));
    }

    private void Ask(int i)
    {
        var placed = Place(unit: null);
        var isCanary = placed.Arm == Arm.Canary;
        var health = isCanary ? _shift.Canary : _shift.Control;
        var (fails, isSlow, isWrong) = (Random.NextDouble() < health.Errors, Random.NextDouble() < health.Slow, Random.NextDouble() < health.Wrong);
        var isLabelled = Random.NextDouble() < Labelled;
        var delay = (int)Random.Exponential(LabelDelay);
        if (isCanary)
        {
            Observe(Symptom.Errors, fails);
            Observe(Symptom.Slow, isSlow);
            _bad += _shift.Symptom switch { Symptom.Errors => fails, Symptom.Slow => isSlow, _ => isWrong } ? 1 : 0;
        }

        if (isLabelled && !fails)
        {
            _labels.Enqueue((Label(placed.Id, "label", 1), isCanary, isWrong), (i + delay, _ordered++));
        }

        Judged(Telemetry.Of(Answer(placed, null, fails, isSlow ? 2 * SlowerThanMs : 5, isWrong ? "0" : "1", null)));
    }

    private void Observe(Symptom metric, bool isBad) => Array.ForEach(_checks, check => check.Observe(metric, isBad));

    // Once the judge has taken the traffic back the world goes on for the checks alone.
    private void Judged(Telemetry item)
    {
        if (_found[0] is null)
        {
            Note(0, Take(item) == JudgeActionKind.Breach);
        }
    }

    private void Note(int who, bool hasAlarmed)
    {
        if (hasAlarmed)
        {
            _found[who] ??= new Detection(CanaryRequests, _bad);
        }
    }

    private Detection Of(int who) => _found[who] ?? new Detection(null, _bad);
}
