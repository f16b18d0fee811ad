using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Rollouts;

/// <summary>A health condition watched during a rollout.</summary>
public sealed record GuardConfig
{
    public required Name Guard { get; init; }

    public required GuardMetric Metric { get; init; }

    /// <summary>For <see cref="GuardMetric.SlowShare"/>: an answer slower than this counts. Fixed before the rollout.</summary>
    public int? SlowerThanMs { get; init; }

    /// <summary>For <see cref="GuardMetric.Quality"/> and <see cref="GuardMetric.Measurement"/>: the outcome's name.</summary>
    public string? Outcome { get; init; }

    /// <summary>For <see cref="GuardMetric.Quality"/>: how an answer is scored against its label.</summary>
    public ScoreConfig? Score { get; init; }

    /// <summary>Declared range of a measurement; values outside are refused when they are posted.</summary>
    public double Lo { get; init; }

    /// <inheritdoc cref="Lo"/>
    public double Hi { get; init; } = 1;

    public GoodDirection Good { get; init; } = GoodDirection.Higher;

    /// <summary>
    /// Relative to the concurrent control. Events: the largest tolerated ratio of rates, at least 1. Bounded values:
    /// the largest tolerated loss. Null: not judged against the control.
    /// </summary>
    public double? Margin { get; init; }

    /// <summary>Hard limit on the canary itself: a largest event rate, or a least (or largest) mean. Null: none.</summary>
    public double? Limit { get; init; }

    /// <summary>The bound must be inside the margin (or limit) before a step passes.</summary>
    public bool Prove { get; init; }

    /// <summary>Watched only for this long after the release reached full traffic; null: for the whole rollout.</summary>
    public double? SecondsAfterFull { get; init; }
}

[JsonConverter(typeof(KebabCaseEnumConverter<GuardMetric>))]
public enum GuardMetric
{
    /// <summary>Share of requests whose attempt failed or was late.</summary>
    ErrorRate,

    /// <summary>Share of requests slower than a fixed limit.</summary>
    SlowShare,

    /// <summary>Mean score of answers against labels that arrive later.</summary>
    Quality,

    /// <summary>Mean of a named value posted by decision id.</summary>
    Measurement,

    /// <summary>Shadow steps only: share of shadow answers that differ from the served ones.</summary>
    Disagreement,
}

[JsonConverter(typeof(KebabCaseEnumConverter<GoodDirection>))]
public enum GoodDirection
{
    Higher,
    Lower,
}
