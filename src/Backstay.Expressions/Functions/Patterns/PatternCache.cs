using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>The regular expressions of one evaluation, so that a loop builds and pays for each once.</summary>
internal sealed class PatternCache
{
    private const int Capacity = 16;

    private readonly Dictionary<string, Pattern> _paid = new(StringComparer.Ordinal);

    public void Clear() => _paid.Clear();

    /// <param name="text">Where it is looked for.</param>
    /// <param name="pattern">As it is written.</param>
    /// <param name="read">The same one, where it was read before the evaluation; it costs as many steps.</param>
    /// <param name="budget">Pays.</param>
    public Value Match(string text, string pattern, Pattern? read, EvaluationBudget budget)
    {
        if (!_paid.TryGetValue(pattern, out var known))
        {
            known = read ?? Pattern.Read(pattern, budget.Limits);
            if (known.IsSound && !budget.TrySpend(known.Cost))
            {
                return budget.OutOfSteps();
            }

            if (_paid.Count >= Capacity)
            {
                _paid.Clear();
            }

            _paid[pattern] = known;
        }

        return known.IsSound ? known.Automaton.Matches(text, budget) : known.Problem;
    }
}
