using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>The regular expressions of one evaluation, so that a loop builds each once.</summary>
internal sealed class PatternCache
{
    private const int Capacity = 16;

    private readonly Dictionary<string, (Automaton? Automaton, Value Problem)> _built = new(StringComparer.Ordinal);

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

        return built.Automaton is { } automaton ? automaton.Matches(text, budget) : built.Problem;
    }

    private static (Automaton? Automaton, Value Problem) Build(string pattern, EvaluationBudget budget)
    {
        if (budget.CheckPattern(pattern.Length) is { } tooLong)
        {
            return (null, tooLong);
        }

        var (node, problem) = PatternParser.Parse(pattern);
        if (problem is not null)
        {
            return (null, Errors.Invalid($"The regular expression {ValueText.Show(Value.String(pattern))} can't be used: {problem}"));
        }

        return budget.TrySpend(node.Size + pattern.Length) ? (Automaton.Of(node), default) : (null, budget.OutOfSteps());
    }
}
