namespace Backstay.Expressions;

/// <summary>
/// What an expression may cost. Every limit is held before the cost arises, so that hostile text and hostile values end in
/// an error after bounded time, memory and stack.
/// </summary>
public sealed record ExpressionLimits
{
    public const int DefaultSourceBytes = 4096;
    public const int DefaultNodes = 500;
    public const int DefaultNesting = 50;
    public const int DefaultSteps = 100_000;
    public const int DefaultItems = 10_000;
    public const int DefaultTextLength = 100_000;
    public const int DefaultPatternLength = 1_000;

    /// <summary>The limits of a rule that people write.</summary>
    public static ExpressionLimits Default { get; } = new();

    /// <value>Length of the source in UTF-8 bytes; 1 to 1,048,576.</value>
    public int SourceBytes { get; init => field = Within(value, 1_048_576); } = DefaultSourceBytes;

    /// <value>Nodes of the syntax tree, macros' own included; 1 to 1,000, as evaluation goes that deep in the worst case.</value>
    public int Nodes { get; init => field = Within(value, 1_000); } = DefaultNodes;

    /// <value>How deep parentheses, arguments, brackets, signs and conditionals stand in each other; 1 to 200.</value>
    public int Nesting { get; init => field = Within(value, 200); } = DefaultNesting;

    /// <value>Steps of one evaluation: one for each node evaluated, and more for functions that walk their arguments; 1 to 100,000,000.</value>
    public int Steps { get; init => field = Within(value, 100_000_000); } = DefaultSteps;

    /// <value>Items of one list or map; 1 to 1,000,000. All that is nested in it may be ten times that.</value>
    public int Items { get; init => field = Within(value, 1_000_000); } = DefaultItems;

    /// <value>UTF-16 units of one string, bytes of one byte sequence; 1 to 10,000,000.</value>
    public int TextLength { get; init => field = Within(value, 10_000_000); } = DefaultTextLength;

    /// <value>UTF-16 units of one regular expression; 1 to 10,000.</value>
    public int PatternLength { get; init => field = Within(value, 10_000); } = DefaultPatternLength;

    private static int Within(int value, int highest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, highest);
        return value;
    }
}
