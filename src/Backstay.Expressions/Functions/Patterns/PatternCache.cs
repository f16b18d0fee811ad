using System.Text.RegularExpressions;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>The regular expressions of one evaluation, so that a loop builds each once.</summary>
internal sealed class PatternCache
{
    private const int Capacity = 16;

    /// <summary>How many places of an automaton and characters of a text one step pays for.</summary>
    private const int WorkPerStep = 8;

    private const int StepsPerPairOfSets = 8;

    private readonly Dictionary<string, (Regex? Regex, int Size, Value Problem)> _built = new(StringComparer.Ordinal);

    public Value Match(string text, string pattern, EvaluationBudget budget)
    {
        if (!_built.TryGetValue(pattern, out var built))
        {
            built = Build(pattern, budget);
            if (_built.Count >= Capacity)
            {
                _built.Clear();
            }

            _built[pattern] = built;
        }

        if (built.Regex is not { } regex)
        {
            return built.Problem;
        }

        return budget.TrySpend((text.Length + 1L) * built.Size / WorkPerStep) ? Value.Bool(regex.IsMatch(text)) : budget.OutOfSteps();
    }

    private static (Regex? Regex, int Size, Value Problem) Build(string pattern, EvaluationBudget budget)
    {
        if (budget.CheckPattern(pattern.Length) is { } tooLong)
        {
            return (null, 0, tooLong);
        }

        var translated = PatternTranslator.Translate(pattern);
        if (translated.Problem is { } problem)
        {
            return (null, 0, Errors.Invalid($"The regular expression {ValueText.Show(Value.String(pattern))} can't be used: {problem}"));
        }

        if (!budget.TrySpend(translated.Size + ((long)translated.Sets * translated.Sets * StepsPerPairOfSets)))
        {
            return (null, 0, budget.OutOfSteps());
        }

        try
        {
            return (new(translated.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), translated.Size, default);
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            return (null, 0, Errors.Invalid($"The regular expression {ValueText.Show(Value.String(pattern))} can't be used."));
        }
    }
}
