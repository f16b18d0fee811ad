using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Trials;

/// <summary>
/// Two releases that are the same, through every step from the shadow on, watched for errors, slow answers, labelled quality
/// and a measurement, with a hard limit on errors as the default plan has it and a look after every item; and threshold checks
/// that see the same traffic. Whoever is on call lets a paused rollout go on when the outage is over.
/// </summary>
internal sealed class SameTrial : Trial
{
    /// <summary>Of the whole rollout; larger than the default, so that a thousand rollouts say something about it.</summary>
    public const double Alpha = 0.05;

    private const string CallerInput = "caller-input";
    private const double GapMs = 100;
    private const double OutageErrors = 0.95;

    /// <summary>Requests that come while a copy runs: as many fail at once where an outage begins, after controls that did not.</summary>
    private const int CopyTakes = 20;
    private const int Units = 2_000;

    /// <summary>Of the requests; the shorter one breaks hard limits now and then, the longer one mostly does.</summary>
    private static readonly double[] OutageLengths = [1.0 / 50, 1.0 / 8];

    private readonly SameWorld _world;
    private readonly PriorityQueue<(OutcomeRecord Label, bool? IsWrong), (int Due, int Order)> _labels = new();
    private readonly ThresholdChecks[] _checks;
    private readonly Queue<(Guid Id, bool IsHeavy, int Ends)> _copies = new();
    private readonly (int From, int To)[] _outages;
    private int _ordered;
    private int _sharedPauses;

    public SameTrial(int seed, SameWorld world)
        : base(seed, PlanOf(world))
    {
        _world = world;
        _outages = world.IsDisturbed ? [.. OutageLengths.Select(length => Outage(Random.Next(world.Requests), length))] : [];
        var usual = new Health(world.BaseErrors, SameWorld.SlowShare, SameWorld.WrongShare);
        _checks = [new(5, usual), new(1, usual)];
    }

    /// <summary>Until the rollout is taken back, ends, or has used up its requests.</summary>
    public SameOutcome Run()
    {
        for (var i = 0; i < _world.Requests; i++)
        {
            Wait(GapMs);
            Array.ForEach(_checks, check => check.MoveTo(Now));
            var isOut = _outages.Any(outage => i >= outage.From && i < outage.To);
            if (IsPaused && !isOut)
            {
                Resume();
            }

            var action = Ask(i, isOut);
            while (action == JudgeActionKind.None && _labels.TryPeek(out var label, out var due) && due.Due <= i)
            {
                _labels.Dequeue();
                action = Learn(label.Label, label.IsWrong);
            }

            if (action == JudgeActionKind.Breach)
            {
                return Outcome(Judge.Assess().Verdict);
            }

            if (action == JudgeActionKind.SharedBreach)
            {
                _sharedPauses++;
                Pause();
            }

            if (action == JudgeActionKind.PassStep)
            {
                if (IsLastStep)
                {
                    break;
                }

                EnterNextStep();
            }
        }

        return Outcome(breach: null);
    }

    // A tenth in the shadow, then a quarter of the requests at each weight at which there is a control to compare with.
    private static RolloutPlan PlanOf(SameWorld world)
    {
        var seconds = world.Requests * GapMs / 1_000;
        return new RolloutPlan
        {
            Steps =
            [
                new(StepKind.Shadow, 0, 10, 0.1 * seconds), new(StepKind.Canary, 500, 10, 0.25 * seconds), new(StepKind.Canary, 2_500, 20, 0.25 * seconds),
                new(StepKind.Canary, 5_000, 40, 0.25 * seconds), new(StepKind.Full, 0, 80, 0.05 * seconds),
            ],
            Guards =
            [
                new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1, Limit = 0.25 },
                new GuardConfig { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = 100, Margin = 1 },
                new GuardConfig
                {
                    Guard = Name.Parse("quality"), Metric = GuardMetric.Quality, Outcome = "label", Margin = 0, Score = new(ScoreKind.Equal, "answer", 0),
                },
                new GuardConfig { Guard = Name.Parse("rating"), Metric = GuardMetric.Measurement, Outcome = "rating", Lo = 0, Hi = 5, Margin = 0 },
            ],
            Alpha = Alpha,
        };
    }

    private (int From, int To) Outage(int from, double length) => (from, from + (int)(length * _world.Requests));

    private SameOutcome Outcome(GuardVerdict? breach) => new(
        breach is null ? null : new(breach.Guard.ToString(), breach.Comparison, breach.Test.Parameters["alpha"]), _sharedPauses, _checks[0].HasAlarmed, _checks[1].HasAlarmed);

    private JudgeActionKind Ask(int i, bool isOut)
    {
        var unit = !_world.IsDisturbed ? null
            : Random.NextDouble() < 0.05 ? "heavy"
            : Random.NextDouble() < 0.7 ? NameOfUnit(Random.Next(Units))
            : null;
        var drawn = Draw(Errors(isOut, unit == "heavy"));
        var placed = Place(unit);
        var requestId = _world.IsDisturbed ? FormattableString.Invariant($"q{i}") : null;
        var answer = Answer(placed, unit, drawn.Fails, drawn.Milliseconds, drawn.IsRight ? "1" : "0", requestId);
        var ended = _world.IsDisturbed ? Disturb(answer, unit, drawn.Milliseconds) : answer;
        var action = Ended(ended);
        if (IsShadow && ended.Attempts[0].Error != CallerInput)
        {
            // What the control refuses is not copied; what the caller gave up is.
            _copies.Enqueue((placed.Id, unit == "heavy", i + (_world.IsDisturbed ? CopyTakes : 0)));
        }

        while (action == JudgeActionKind.None && _copies.TryPeek(out var copy) && copy.Ends <= i)
        {
            _copies.Dequeue();
            action = AnswerCopy(copy.Id, isOut, copy.IsHeavy);
        }

        if (!_world.IsDisturbed || Random.NextDouble() < (drawn.Fails ? 0.1 : 0.7))
        {
            var delay = _world.IsDisturbed ? (int)Random.Exponential(_world.Requests / 15.0) : 0;
            Promise(Label(placed.Id, "label", 1), i + delay, placed.Arm == Arm.Canary && !drawn.Fails ? !drawn.IsRight : null);
            Promise(Label(placed.Id, "rating", 5 * Random.NextDouble()), i + (delay / 2), null);
        }

        if (action == JudgeActionKind.None && _world.IsDisturbed && drawn.Fails)
        {
            // The client tries again under the same id, and fails again more often than not.
            action = Ended(Answer(Place(unit), unit, Random.NextDouble() < 0.7, 5, "1", requestId));
        }

        return action;
    }

    /// <summary>Of the same request: other chance, the same caller's errors, and the outage of the moment at which it ends.</summary>
    private JudgeActionKind AnswerCopy(Guid request, bool isOut, bool isHeavy)
    {
        if (!IsShadow)
        {
            return JudgeActionKind.None;
        }

        var drawn = Draw(Errors(isOut, isHeavy));
        return Take(Telemetry.Of(Copy(request, drawn.Fails, drawn.Milliseconds, drawn.IsRight ? "1" : "0")));
    }

    private double Errors(bool isOut, bool isHeavy) => isOut ? OutageErrors : isHeavy ? 0.5 : _world.BaseErrors;

    private (bool Fails, double Milliseconds, bool IsRight) Draw(double errors) =>
        (Random.NextDouble() < errors, Random.NextDouble() < SameWorld.SlowShare ? 200 : 5, Random.NextDouble() < 1 - SameWorld.WrongShare);

    private void Promise(OutcomeRecord label, int due, bool? isWrong) => _labels.Enqueue((label, isWrong), (due, _ordered++));

    private JudgeActionKind Ended(DecisionRecord answer)
    {
        var attempt = answer.Attempts[0];
        if (answer.AssignedArm == Arm.Canary && attempt.Error is null or "bad-status")
        {
            foreach (var check in _checks)
            {
                check.Observe(Symptom.Errors, attempt.Error is not null);
                check.Observe(Symptom.Slow, attempt.DurationUs > 100_000);
            }
        }

        return Take(Telemetry.Of(answer));
    }

    private JudgeActionKind Learn(OutcomeRecord label, bool? isWrong)
    {
        if (isWrong is { } wrong)
        {
            Array.ForEach(_checks, check => check.Observe(Symptom.Wrong, wrong));
        }

        return Take(Telemetry.Of(label));
    }

    /// <summary>Some callers ask what every release refuses, the heavy one most of all; some give up before the answer is there.</summary>
    private DecisionRecord Disturb(DecisionRecord answer, string? unit, double milliseconds)
    {
        if (Random.NextDouble() < (unit == "heavy" ? 0.3 : 0.1))
        {
            return Cut(answer, CallerInput, 422, milliseconds);
        }

        var patience = Random.Exponential(300);
        return patience < milliseconds ? Cut(answer, "caller-gone", 0, patience) : answer;
    }

    private static DecisionRecord Cut(DecisionRecord answer, string error, int status, double milliseconds) => answer with
    {
        Attempts = [answer.Attempts[0] with { Error = error, Status = status, DurationUs = (long)(milliseconds * 1_000) }],
        ServedRelease = null,
        Kept = [],
    };
}
