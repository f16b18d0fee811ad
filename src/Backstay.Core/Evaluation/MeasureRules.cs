using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Evaluation;

/// <summary>What holds for every measure.</summary>
internal static class MeasureRules
{
    public const int MaxMeasures = 500;
    public const int MaxMetric = 100;
    public const int MaxSlice = 200;

    /// <summary>Most bytes of all measures together, so that a ledger entry holds them.</summary>
    public const int MaxBytes = 60_000;

    private static readonly SearchValues<char> MetricCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@/");

    /// <summary>Null where the measures may stand in one scorecard.</summary>
    public static Problem? Check(ImmutableArray<Measure> measures)
    {
        if (measures.IsDefaultOrEmpty || measures.Length > MaxMeasures)
        {
            return Problem.Invalid("measures", $"A scorecard has 1 to {MaxMeasures} measures.");
        }

        var seen = new HashSet<(string, string?)>(measures.Length);
        for (var i = 0; i < measures.Length; i++)
        {
            var (measure, field) = (measures[i], $"measures[{i}]");
            if ((NamesProblem(measure, field) ?? ValueProblem(measure, field)) is { } problem)
            {
                return problem;
            }

            if (!seen.Add((measure.Metric, measure.Slice)))
            {
                return Problem.Invalid(field, $"The metric '{measure.Metric}' stands in the scorecard twice for the same slice.");
            }
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(measures, EvaluationJson.Default.ImmutableArrayMeasure).Length;
        return bytes <= MaxBytes
            ? null
            : new Problem(ProblemKind.TooLarge, "scorecard-too-large", $"These measures have {bytes} bytes; a scorecard has at most {MaxBytes}.")
            {
                Field = "measures",
                Hint = "Record them as several scorecards.",
            };
    }

    private static Problem? NamesProblem(Measure measure, string field)
    {
        if (measure.Metric is not { Length: > 0 and <= MaxMetric } || measure.Metric.AsSpan().ContainsAnyExcept(MetricCharacters))
        {
            return Problem.Invalid($"{field}.metric", $"A metric's name has 1 to {MaxMetric} letters, digits and . _ - @ /");
        }

        return measure.Slice is null ? null : TextRules.Required($"{field}.slice", measure.Slice, MaxSlice);
    }

    private static Problem? ValueProblem(Measure measure, string field)
    {
        if (!double.IsFinite(measure.Value))
        {
            return Problem.Invalid($"{field}.value", "A value is a finite number.");
        }

        if (measure.N is < 1 or > CanonicalJson.MaxInteger)
        {
            return Problem.Invalid($"{field}.n", "A measure rests on at least one case.");
        }

        // Written so that NaN fails too.
        if (measure.Low is { } low && !(double.IsFinite(low) && low <= measure.Value))
        {
            return Problem.Invalid($"{field}.low", "The interval's lower end is finite and not above the value.");
        }

        return measure.High is { } high && !(double.IsFinite(high) && high >= measure.Value)
            ? Problem.Invalid($"{field}.high", "The interval's upper end is finite and not below the value.")
            : null;
    }
}
