using Backstay.Expressions.Checking;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Evaluation;

/// <summary>Picks the overload for the arguments' kinds, pays for it, and calls it.</summary>
internal static class Calls
{
    /// <param name="call">What is called.</param>
    /// <param name="arguments">None of them an error.</param>
    /// <param name="budget">Pays for overloads that walk through their arguments.</param>
    public static Value Dispatch(CheckedCall call, ReadOnlySpan<Value> arguments, EvaluationBudget budget)
    {
        foreach (var overload in call.Overloads)
        {
            if (overload.Takes(arguments))
            {
                return Call(overload, arguments, budget);
            }
        }

        var kinds = string.Join(", ", arguments.ToArray().Select(ValueText.KindOf));
        return Errors.NoOverload($"'{Label(call.Function)}' doesn't take ({kinds}).");
    }

    /// <summary>Pays and calls; the overload must take these arguments.</summary>
    public static Value Call(Overload overload, ReadOnlySpan<Value> arguments, EvaluationBudget budget) =>
        overload.Cost == OverloadCost.Linear && !budget.TrySpend(WeightOf(arguments)) ? budget.OutOfSteps() : overload.Body(arguments, budget);

    private static long WeightOf(ReadOnlySpan<Value> arguments)
    {
        long weight = 0;
        foreach (ref readonly var argument in arguments)
        {
            weight += argument.Weight;
        }

        return weight;
    }

    private static string Label(string function) => Operators.IsOperator(function) ? Operators.SignOf(function) : function;
}
