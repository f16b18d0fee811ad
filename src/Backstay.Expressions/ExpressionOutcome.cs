using System.Diagnostics.CodeAnalysis;

namespace Backstay.Expressions;

/// <summary>What a stage made of a source text, or why it refused it: never both, never neither.</summary>
public sealed class ExpressionOutcome<T>
    where T : class
{
    private readonly T? _value;

    private ExpressionOutcome(T? value, IReadOnlyList<ExpressionError> errors)
    {
        _value = value;
        Errors = errors;
    }

    /// <summary>Empty where there is a value.</summary>
    public IReadOnlyList<ExpressionError> Errors { get; }

    /// <summary>The value; throws <see cref="InvalidOperationException"/> with the first error where there is none.</summary>
    public T Value => _value ?? throw new InvalidOperationException(Errors[0].ToString());

    public bool TryGet([NotNullWhen(true)] out T? value) => (value = _value) is not null;

    internal static ExpressionOutcome<T> Of(T value) => new(value, []);

    internal static ExpressionOutcome<T> Refused(params IReadOnlyList<ExpressionError> errors) => new(null, errors);
}
