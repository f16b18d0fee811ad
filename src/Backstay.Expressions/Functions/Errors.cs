using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Errors that several functions answer.</summary>
internal static class Errors
{
    public static Value Overflow(string type) => Value.Error(EvaluationErrorKind.Range, $"The result is outside the range of {type}.");

    public static Value DivisionByZero() => Value.Error(EvaluationErrorKind.Range, "Division by zero.");

    public static Value Invalid(string message) => Value.Error(EvaluationErrorKind.InvalidArgument, message);

    public static Value OutOfRange(long index, int size) => Value.Error(EvaluationErrorKind.Missing, $"The index {index} is outside 0 to {size - 1}.");

    public static Value NoOverload(string message) => Value.Error(EvaluationErrorKind.NoSuchOverload, message);
}
