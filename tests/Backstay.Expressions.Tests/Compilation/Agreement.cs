using Backstay.Expressions.Tests.Conformance;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Compilation;

/// <summary>Holds a compiled expression to what the interpreter says of the same values.</summary>
internal static class Agreement
{
    /// <summary>Null where they agree, in value or in error, in an evaluation and in the next one on the same frame.</summary>
    public static string? Trouble(CheckedExpression expression, Bindings bindings)
    {
        var frame = expression.DeclaredIn.NewFrame();
        frame.Fill(bindings);
        return Trouble(expression, expression.Compile(), bindings, frame);
    }

    public static string? Trouble(CheckedExpression expression, CompiledExpression compiled, Bindings bindings, SlotFrame frame)
    {
        var expected = expression.Evaluate(bindings);
        for (var time = 0; time < 2; time++)
        {
            var tested = compiled.Test(frame);
            if (tested != TruthOf(expected))
            {
                return $"is tested as {tested}, not {Shown(expected)}";
            }

            var value = compiled.Evaluate(frame);
            if (!AreSame(expected, value))
            {
                return $"is {Shown(value)}, not {Shown(expected)}";
            }
        }

        return null;
    }

    private static Truth TruthOf(Value value) => value.IsTrue ? Truth.True : value.IsFalse ? Truth.False : Truth.Error;

    private static bool AreSame(Value expected, Value actual) =>
        expected.IsError || actual.IsError
            ? expected.IsError && actual.IsError && expected.AsError == actual.AsError
            : CaseValues.AreSame(expected, actual) && expected.ToString() == actual.ToString();

    private static string Shown(Value value) => value.IsError ? value.AsError.ToString() : value.ToString();
}
