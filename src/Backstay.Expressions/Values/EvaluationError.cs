namespace Backstay.Expressions.Values;

/// <summary>What kind of thing went wrong while an expression was evaluated.</summary>
public enum EvaluationErrorKind
{
    /// <summary>An operator or function met values that it doesn't take.</summary>
    NoSuchOverload,

    /// <summary>A map without this key, a list without this index, an object without this field.</summary>
    Missing,

    /// <summary>A variable or function that nothing stands for.</summary>
    Unbound,

    /// <summary>A result outside its type's range, or a division by zero.</summary>
    Range,

    /// <summary>An argument that its function can't work on.</summary>
    InvalidArgument,

    /// <summary>More steps, items or text than <see cref="ExpressionLimits"/> allows.</summary>
    Limit,

    /// <summary>A host's own: a measurement that isn't there, for instance.</summary>
    Host,
}

/// <summary>Why an expression, or a part of it, has no value.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Message">For people: a whole sentence.</param>
public sealed record EvaluationError(EvaluationErrorKind Kind, string Message)
{
    /// <summary>The part of the source that failed first; null in a value that came from a host.</summary>
    public SourceSpan? Span { get; init; }
}
