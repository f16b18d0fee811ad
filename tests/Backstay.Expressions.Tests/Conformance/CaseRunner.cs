using System.Text.Json;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Tests.Compilation;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Conformance;

/// <summary>Runs a case; the answer is null where it passes, else what went wrong.</summary>
internal static class CaseRunner
{
    public static string? Run(ConformanceCase test)
    {
        try
        {
            return RunInSubset(test);
        }
        catch (NotInSubsetException outside)
        {
            return $"{outside.Message} is outside the subset";
        }
    }

    private static string? RunInSubset(ConformanceCase test)
    {
        var environment = EnvironmentOf(test);
        var parsed = Expression.Parse(test.Source);
        if (!parsed.TryGet(out var tree))
        {
            return $"doesn't parse: {parsed.Errors[0]}";
        }

        CheckedExpression? expression;
        if (test.IsUnchecked)
        {
            expression = environment.Resolve(tree);
        }
        else if (environment.Check(tree) is var outcome && !outcome.TryGet(out expression))
        {
            return $"doesn't check: {outcome.Errors[0]}";
        }

        if (test.ExpectedType is { } type && !CaseValues.ReadType(type).Equals(expression.Type))
        {
            return $"has the type {expression.Type}";
        }

        if (test.IsCheckOnly)
        {
            return null;
        }

        var bindings = environment.Bind(test.Bindings
            .Select(binding => (Name: binding.GetProperty("key")[0].Literal(), Value: CaseValues.Read(binding.GetProperty("value")[0].GetProperty("value")[0])))
            .Where(binding => environment.SlotOf(binding.Name) >= 0));
        if (Agreement.Trouble(expression, bindings) is { } trouble)
        {
            return $"compiled, {trouble}";
        }

        var value = expression.Evaluate(bindings);
        if (test.IsError)
        {
            return value.IsError ? null : $"is {value} and no error";
        }

        var expected = test.ExpectedValue is { } written ? CaseValues.Read(written) : Value.True;
        return CaseValues.AreSame(expected, value) ? null : $"is {value}, not {expected}";
    }

    /// <summary>What is bound without being declared is dyn. A name that is a keyword can't be declared with us, nor ever be read.</summary>
    private static ExpressionEnvironment EnvironmentOf(ConformanceCase test)
    {
        var variables = new Dictionary<string, CelType>(StringComparer.Ordinal);
        var functions = new List<Function>();
        foreach (var declaration in test.Declarations)
        {
            var name = declaration.GetProperty("name")[0].Literal();
            if (declaration.FieldOrNull("ident") is { } variable)
            {
                variables[name] = CaseValues.ReadType(variable.GetProperty("type")[0]);
            }
            else if (declaration.FieldOrNull("function") is { } function)
            {
                functions.Add(new(name, "of the case", [.. function.All("overloads").Select(ReadOverload)]));
            }
        }

        foreach (var binding in test.Bindings)
        {
            variables.TryAdd(binding.GetProperty("key")[0].Literal(), CelType.Dyn);
        }

        return new(
            variables.Where(pair => Words.IsQualifiedName(pair.Key)).Select(pair => new VariableDeclaration(pair.Key, pair.Value)), functions, test.Container);
    }

    private static Overload ReadOverload(JsonElement overload) => new(
        overload.GetProperty("overload_id")[0].Literal(),
        overload.FieldOrNull("is_instance_function")?.Literal() == "true",
        [.. overload.All("params").Select(CaseValues.ReadType)],
        CaseValues.ReadType(overload.GetProperty("result_type")[0]),
        OverloadCost.Constant,
        static (_, _) => Value.Error(new(EvaluationErrorKind.Host, "A function without a body.")));
}
