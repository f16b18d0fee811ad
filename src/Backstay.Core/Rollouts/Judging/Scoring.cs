using System.Collections.Immutable;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// Scores an answer against its label, or one answer against another. What can't be scored gives nothing: a missing score
/// is never a zero. Never throws.
/// </summary>
public static class Scoring
{
    /// <summary>In [0, 1], higher better; null where answer or label can't be read by this rule.</summary>
    public static double? Score(ScoreConfig config, string? answerJson, string? labelJson)
    {
        if (JsonScalar.Parse(answerJson) is not { } answer || JsonScalar.Parse(labelJson) is not { } label)
        {
            return null;
        }

        return config.Kind switch
        {
            ScoreKind.Equal => Is(AreEqual(answer, label)),
            ScoreKind.Class => answer.AsNumber is { } value && label.AsTruth is { } truth ? Is(value >= config.Tolerance == truth) : null,
            ScoreKind.Within => Distance(answer, label) is { } distance ? Is(distance <= config.Tolerance) : null,
            ScoreKind.Brier => Brier(answer, label),
            _ => null,
        };
    }

    /// <summary>Whether two answers to the same request agree; null where one can't be read by this rule.</summary>
    public static bool? Agrees(ScoreConfig config, string? oneJson, string? otherJson)
    {
        if (JsonScalar.Parse(oneJson) is not { } one || JsonScalar.Parse(otherJson) is not { } other)
        {
            return null;
        }

        return config.Kind switch
        {
            ScoreKind.Equal => AreEqual(one, other),
            ScoreKind.Class => one.AsNumber is { } a && other.AsNumber is { } b ? a >= config.Tolerance == b >= config.Tolerance : null,
            ScoreKind.Within => Distance(one, other) is { } distance ? distance <= config.Tolerance : null,
            _ => null,
        };
    }

    /// <summary>A posted measurement; null where it is no number in the declared range.</summary>
    public static double? Measurement(GuardConfig guard, string json) =>
        JsonScalar.Parse(json)?.AsNumber is { } value && value >= guard.Lo && value <= guard.Hi ? value : null;

    internal static string? Kept(ImmutableArray<KeptValue> kept, string field)
    {
        foreach (var value in kept.IsDefault ? [] : kept)
        {
            if (value.Field == field)
            {
                return value.Json;
            }
        }

        return null;
    }

    private static bool AreEqual(JsonScalar left, JsonScalar right) =>
        left.Text is { } text ? text == right.Text : right.Text is null && left.AsNumber == right.AsNumber;

    private static double? Distance(JsonScalar left, JsonScalar right) =>
        left.AsNumber is { } a && right.AsNumber is { } b ? Math.Abs(a - b) : null;

    // A probability outside [0, 1] is none, and clamping it would flatter the model.
    private static double? Brier(JsonScalar answer, JsonScalar label) =>
        answer.AsNumber is >= 0 and <= 1 && label.AsTruth is { } truth
            ? 1 - Math.Pow(answer.AsNumber.Value - (truth ? 1 : 0), 2)
            : null;

    private static double Is(bool holds) => holds ? 1 : 0;
}
