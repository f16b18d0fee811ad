using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>What a guard's configuration means to its tests.</summary>
internal static class GuardConfigReading
{
    public static Direction Direction(this GuardConfig guard) =>
        guard.Good == GoodDirection.Higher ? Statistics.Direction.HigherIsBetter : Statistics.Direction.LowerIsBetter;

    /// <summary>What stands for an answer that failed or came too late.</summary>
    public static double Worst(this GuardConfig guard) => guard.Good == GoodDirection.Higher ? guard.Lo : guard.Hi;

    public static double Best(this GuardConfig guard) => guard.Good == GoodDirection.Higher ? guard.Hi : guard.Lo;

    /// <summary>How bad a value or a rate is, from 0 (best) to 1.</summary>
    public static double TroubleOf(this GuardConfig guard, double value) =>
        guard.IsValue() ? Math.Abs(value - guard.Best()) / (guard.Hi - guard.Lo) : value;

    public static bool IsEvent(this GuardConfig guard) => guard.Metric is GuardMetric.ErrorRate or GuardMetric.SlowShare;

    public static bool IsValue(this GuardConfig guard) => guard.Metric is GuardMetric.Quality or GuardMetric.Measurement;

    /// <summary>The value of an outcome for this guard; null where it says nothing.</summary>
    public static double? ValueOf(this GuardConfig guard, Routing.OutcomeRecord outcome, string? answerJson) => guard switch
    {
        { Metric: GuardMetric.Measurement } => Scoring.Measurement(guard, outcome.Json),
        { Score: { } score } => Scoring.Score(score, answerJson, outcome.Json),
        _ => null,
    };
}
