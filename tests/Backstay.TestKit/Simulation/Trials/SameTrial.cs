using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Trials;

/// <summary>What else goes on in a rollout with nothing wrong.</summary>
internal enum Disturbances
{
    /// <summary>Each request a unit of its own.</summary>
    None,

    /// <summary>
    /// A heavy caller with errors of its own, callers who come back, clients that repeat what failed, callers who ask what is
    /// refused and callers who give up, labels that are late, missing and out of order, and an outage that hits both arms.
    /// </summary>
    All,
}

/// <summary>
/// Two releases that are the same, through every step, watched for errors, slow answers, labelled quality and a measurement,
/// with a look after every item.
/// </summary>
internal sealed class SameTrial(int seed, Disturbances disturbances) : Trial(seed, Plan)
{
    /// <summary>Of the whole rollout; larger than the default, so that a thousand rollouts say something about it.</summary>
    public const double Alpha = 0.05;

    private const int Requests = 1_500;
    private readonly PriorityQueue<OutcomeRecord, int> _labels = new();
    private readonly bool _isDisturbed = disturbances == Disturbances.All;

    private static RolloutPlan Plan { get; } = new()
    {
        Steps =
        [
            new(StepKind.Canary, 500, 10, 0), new(StepKind.Canary, 2_500, 60, 0), new(StepKind.Canary, 5_000, 150, 0), new(StepKind.Full, 0, 400, 0),
        ],
        Guards =
        [
            new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 },
            new GuardConfig { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = 100, Margin = 1 },
            new GuardConfig
            {
                Guard = Name.Parse("quality"), Metric = GuardMetric.Quality, Outcome = "label", Margin = 0, Score = new(ScoreKind.Equal, "answer", 0),
            },
            new GuardConfig { Guard = Name.Parse("rating"), Metric = GuardMetric.Measurement, Outcome = "rating", Lo = 0, Hi = 5, Margin = 0 },
        ],
        Alpha = Alpha,
    };

    /// <summary>Whether the rollout was taken back, before it ended or the requests were used up.</summary>
    public bool IsFalseAlarm()
    {
        var outage = _isDisturbed ? Random.Next(Requests) : int.MaxValue;
        for (var i = 0; i < Requests; i++)
        {
            Wait(10);
            var action = Ask(i, isOut: i >= outage && i < outage + 100);
            while (action == JudgeActionKind.None && _labels.TryPeek(out var label, out var due) && due <= i)
            {
                _labels.Dequeue();
                action = Take(Telemetry.Of(label));
            }

            if (action == JudgeActionKind.Breach)
            {
                return true;
            }

            if (action == JudgeActionKind.PassStep)
            {
                if (IsLastStep)
                {
                    return false;
                }

                EnterNextStep();
            }
        }

        return false;
    }

    private JudgeActionKind Ask(int i, bool isOut)
    {
        var unit = !_isDisturbed ? null
            : Random.NextDouble() < 0.15 ? "heavy"
            : Random.NextDouble() < 0.7 ? FormattableString.Invariant($"u{Random.Next(400)}")
            : null;
        var errors = isOut ? 0.6 : unit == "heavy" ? 0.5 : 0.05;
        var fails = Random.NextDouble() < errors;
        var milliseconds = Random.NextDouble() < 0.1 ? 200 : 5;
        var isRight = Random.NextDouble() < 0.8;
        var placed = Place(unit);
        var requestId = _isDisturbed ? FormattableString.Invariant($"q{i}") : null;
        var answer = Answer(placed, unit, fails, milliseconds, isRight ? "1" : "0", requestId);
        var action = Take(Telemetry.Of(_isDisturbed ? Disturb(answer, unit, milliseconds) : answer));
        if (!_isDisturbed || Random.NextDouble() < 0.7)
        {
            var delay = _isDisturbed ? (int)Random.Exponential(100) : 0;
            _labels.Enqueue(Label(placed.Id, "label", 1), i + delay);
            _labels.Enqueue(Label(placed.Id, "rating", 5 * Random.NextDouble()), i + (delay / 2));
        }

        if (action == JudgeActionKind.None && _isDisturbed && fails)
        {
            // The client tries again under the same id, and fails again more often than not.
            action = Take(Telemetry.Of(Answer(Place(unit), unit, Random.NextDouble() < 0.7, 5, "1", requestId)));
        }

        return action;
    }

    /// <summary>Some callers ask what every release refuses, the heavy one most of all; some give up before the answer is there.</summary>
    private DecisionRecord Disturb(DecisionRecord answer, string? unit, double milliseconds)
    {
        if (Random.NextDouble() < (unit == "heavy" ? 0.3 : 0.1))
        {
            return Ended(answer, "caller-input", 422, milliseconds);
        }

        var patience = Random.Exponential(300);
        return patience < milliseconds ? Ended(answer, "caller-gone", 0, patience) : answer;
    }

    private static DecisionRecord Ended(DecisionRecord answer, string error, int status, double milliseconds) => answer with
    {
        Attempts = [answer.Attempts[0] with { Error = error, Status = status, DurationUs = (long)(milliseconds * 1_000) }],
        ServedRelease = null,
        Kept = [],
    };
}
