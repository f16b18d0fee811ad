using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>A regular expression that was read, or why it can't be used; its automaton is built when it is first asked for.</summary>
internal sealed class Pattern
{
    private readonly PatternNode? _node;

    private Pattern(PatternNode? node, Value problem, long cost)
    {
        _node = node;
        Problem = problem;
        Cost = cost;
    }

    /// <summary>The error of every match; null where there is none.</summary>
    public Value Problem { get; }

    /// <summary>Steps that an evaluation pays for it, once.</summary>
    public long Cost { get; }

    public bool IsSound => _node is not null;

    /// <summary>Two threads may build it at once: both automata are the same.</summary>
    public Automaton Automaton => field ??= Automaton.Of(_node ?? throw new InvalidOperationException("The pattern can't be used."));

    public static Pattern Read(string pattern, ExpressionLimits limits)
    {
        if (pattern.Length > limits.PatternLength)
        {
            return new(null, Value.Error(EvaluationErrorKind.Limit, $"The regular expression is longer than {limits.PatternLength}."), 0);
        }

        var (node, problem) = PatternParser.Parse(pattern);
        return problem is null
            ? new(node, default, node.Size + pattern.Length)
            : new(null, Errors.Invalid($"The regular expression {ValueText.Show(Value.String(pattern))} can't be used: {problem}"), 0);
    }
}
