using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>Finds comparisons of doubles that are variables, constants, or calculated from these.</summary>
internal static class TermCompiler
{
    /// <summary>A comparison's own step, and what it pays for walking through two doubles where it is one for equality.</summary>
    private const int Steps = 3;

    /// <summary>Null where a side is something else.</summary>
    public static Shortcut? Comparison(CallPart call)
    {
        if (call.Called.Function is not ("_==_" or "_!=_" or "_<_" or "_<=_" or "_>_" or "_>=_") || Of(call.Arguments[0]) is not { } left || Of(call.Arguments[1]) is not { } right)
        {
            return null;
        }

        return call.Called.Function switch
        {
            "_==_" => new TermShortcut<Equal>(left, right, Steps),
            "_!=_" => new TermShortcut<Unequal>(left, right, Steps),
            "_<_" => new TermShortcut<Less>(left, right, Steps),
            "_<=_" => new TermShortcut<AtMost>(left, right, Steps),
            "_>_" => new TermShortcut<Greater>(left, right, Steps),
            _ => new TermShortcut<AtLeast>(left, right, Steps),
        };
    }

    private static Term? Of(Part part) => part switch
    {
        ConstantPart { Value.Kind: ValueKind.Double } constant => new ConstantTerm(constant.Value.AsDouble, constant.Steps),
        VariablePart variable when variable.Node.Type.Kind == TypeKind.Double => new SlotTerm(variable.Slot),
        CallPart { Only: { } only } call when CalculationOf(only.Id) is { } calculation && PartCompiler.IsOurs(call.Called, only)
            && Of(call.Arguments[0]) is { } left && Of(call.Arguments[1]) is { } right => new CalculatedTerm(calculation, left, right),
        _ => null,
    };

    private static Calculation? CalculationOf(string overload) => overload switch
    {
        "add_double" => Calculation.Add,
        "subtract_double" => Calculation.Subtract,
        "multiply_double" => Calculation.Multiply,
        "divide_double" => Calculation.Divide,
        _ => null,
    };
}
