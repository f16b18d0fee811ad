using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>
/// What a function does. It is called with values of the kinds that its overload declares, none of them an error; it answers
/// an error for values that it can't work on and never throws. It must be pure: the same arguments, the same answer.
/// </summary>
public delegate Value FunctionBody(ReadOnlySpan<Value> arguments, EvaluationBudget budget);

/// <summary>What a call costs beyond its own step.</summary>
public enum OverloadCost
{
    /// <summary>Nothing.</summary>
    Constant,

    /// <summary>As much as there is to walk through in the arguments.</summary>
    Linear,
}

/// <summary>One signature of a function, with what it does.</summary>
/// <param name="Id">Unique in the table.</param>
/// <param name="IsReceiver">Whether it is called as first.name(others) instead of name(first, others).</param>
/// <param name="Parameters">The types of the arguments, the receiver first.</param>
/// <param name="Result">The type of the answer; may use the parameters' type parameters.</param>
/// <param name="Cost">What a call costs.</param>
/// <param name="Body">What it does.</param>
public sealed record Overload(string Id, bool IsReceiver, IReadOnlyList<CelType> Parameters, CelType Result, OverloadCost Cost, FunctionBody Body)
{
    /// <summary>
    /// What the body takes where that is more than the signature declares: a list is read at any whole number, but only an int
    /// is declared, so that a text is refused when the expression is checked.
    /// </summary>
    public IReadOnlyList<CelType> RuntimeParameters { get; init; } = Parameters;

    /// <summary>Whether the body takes values of these kinds; what lists and maps hold is not looked at.</summary>
    public bool Takes(ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length != RuntimeParameters.Count)
        {
            return false;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Takes(RuntimeParameters[i], arguments[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>(int, int) -> int, or string.(int) -> string for a receiver.</summary>
    public override string ToString() => IsReceiver
        ? $"{Parameters[0]}.({string.Join(", ", Parameters.Skip(1))}) -> {Result}"
        : $"({string.Join(", ", Parameters)}) -> {Result}";

    private static bool Takes(CelType parameter, Value argument) => parameter.Kind switch
    {
        TypeKind.Dyn or TypeKind.Parameter => !argument.IsError,
        TypeKind.Null => argument.Kind == ValueKind.Null,
        TypeKind.Bool => argument.Kind == ValueKind.Bool,
        TypeKind.Int => argument.Kind == ValueKind.Int,
        TypeKind.Uint => argument.Kind == ValueKind.Uint,
        TypeKind.Double => argument.Kind == ValueKind.Double,
        TypeKind.String => argument.Kind == ValueKind.String,
        TypeKind.Bytes => argument.Kind == ValueKind.Bytes,
        TypeKind.Timestamp => argument.Kind == ValueKind.Timestamp,
        TypeKind.Duration => argument.Kind == ValueKind.Duration,
        TypeKind.Type => argument.Kind == ValueKind.Type,
        TypeKind.List => argument.Kind == ValueKind.List,
        TypeKind.Map => argument.Kind == ValueKind.Map,
        TypeKind.Opaque when parameter.IsOptional => argument.Kind == ValueKind.Optional && (!argument.AsOptional.HasValue || Takes(parameter.Parameters[0], argument.AsOptional.Value)),
        TypeKind.Opaque => argument.Kind == ValueKind.Opaque && argument.AsOpaque.Type.Name == parameter.Name,
        TypeKind.Object => argument.Kind == ValueKind.Object && argument.AsObject.Type.Equals(parameter),
        _ => false,
    };
}
