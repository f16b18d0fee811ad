using System.Diagnostics;
using Backstay.Expressions.Checking;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Evaluation;

/// <summary>
/// Evaluates a checked tree node by node: slow, plain, and the measure for everything faster. Errors are values; a part whose
/// error nobody needs (false &amp;&amp; error) doesn't fail the whole.
/// </summary>
internal sealed class Interpreter
{
    private readonly Bindings _bindings;
    private readonly EvaluationTrace? _trace;
    private readonly Comprehensions _comprehensions;

    private Interpreter(CheckedExpression expression, Bindings bindings, EvaluationTrace? trace)
    {
        _bindings = bindings;
        _trace = trace;
        Budget = new(expression.DeclaredIn.Limits);
        Locals = new Value[expression.Locals];
        _comprehensions = new(this);
    }

    public EvaluationBudget Budget { get; }

    /// <summary>The variables that macros made, by slot.</summary>
    public Value[] Locals { get; }

    public static Value Evaluate(CheckedExpression expression, Bindings bindings, EvaluationTrace? trace)
    {
        var interpreter = new Interpreter(expression, bindings, trace);
        var value = interpreter.Evaluate(expression.Root);
        return interpreter.Budget.Exhausted is { } exhausted ? Located(exhausted, expression.Root) : value;
    }

    public Value Evaluate(CheckedNode node)
    {
        var value = Budget.TrySpend(1) ? Located(EvaluateBare(node), node) : Budget.OutOfSteps();
        _trace?.Record(node, value);
        return value;
    }

    /// <summary>An error says where it arose first.</summary>
    public static Value Located(Value value, CheckedNode node) =>
        value.IsError && value.AsError.Span is null ? Value.Error(value.AsError with { Span = node.Span }) : value;

    /// <summary>The error for something that is no bool where one is needed; an error stays itself.</summary>
    public static Value NotBool(Value value, CheckedNode node) => value.IsError
        ? value
        : Located(Errors.NoOverload($"A bool is needed here, not {ValueText.KindOf(value)}."), node);

    /// <summary>The value of an optional after a question mark in a list or map; nothing takes its place where it has none.</summary>
    public static Value Unwrapped(Value value, CheckedNode node, out bool isAbsent)
    {
        isAbsent = value.Kind == ValueKind.Optional && !value.AsOptional.HasValue;
        return value.Kind == ValueKind.Optional
            ? value.AsOptional.Value
            : Located(Errors.NoOverload($"After '?' an optional is needed, not {ValueText.KindOf(value)}."), node);
    }

    private Value EvaluateBare(CheckedNode node) => node switch
    {
        CheckedConstant constant => constant.Value,
        CheckedVariable variable => _bindings.At(variable.Slot),
        CheckedLocal local => Locals[local.Slot],
        CheckedField field => Fields.Read(Evaluate(field.Operand), field),
        CheckedCall call => Call(call),
        CheckedLogic logic => Logic(logic),
        CheckedConditional conditional => Conditional(conditional),
        CheckedList list => List(list),
        CheckedMap map => Map(map),
        CheckedComprehension walk => _comprehensions.Evaluate(walk),
        CheckedBind bind => Bind(bind),
        CheckedOptionalMap map => OptionalMap(map),
        CheckedFailure failure => Value.Error(failure.Error),
        _ => throw new UnreachableException("a node of an unknown kind"),
    };

    private Value Call(CheckedCall call)
    {
        var arguments = new Value[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Evaluate(call.Arguments[i]);
            if (arguments[i].IsError)
            {
                return arguments[i];
            }
        }

        return Calls.Dispatch(call, arguments, Budget);
    }

    /// <summary>The side that decides wins from either place; else an error wins, the left one first.</summary>
    private Value Logic(CheckedLogic logic)
    {
        var left = Evaluate(logic.Left);
        if (logic.IsAnd ? left.IsFalse : left.IsTrue)
        {
            return left;
        }

        var right = Evaluate(logic.Right);
        if (logic.IsAnd ? right.IsFalse : right.IsTrue)
        {
            return right;
        }

        return left.Kind != ValueKind.Bool ? NotBool(left, logic.Left)
            : right.Kind != ValueKind.Bool ? NotBool(right, logic.Right)
            : Value.Bool(logic.IsAnd);
    }

    private Value Conditional(CheckedConditional conditional)
    {
        var condition = Evaluate(conditional.Condition);
        return condition.IsTrue ? Evaluate(conditional.Yes)
            : condition.IsFalse ? Evaluate(conditional.No)
            : NotBool(condition, conditional.Condition);
    }

    private Value List(CheckedList list)
    {
        var items = new List<Value>(list.Items.Count);
        foreach (var (node, isOptional) in list.Items)
        {
            var item = Evaluate(node);
            if (isOptional && !item.IsError)
            {
                item = Unwrapped(item, node, out var isAbsent);
                if (isAbsent)
                {
                    continue;
                }
            }

            if (item.IsError)
            {
                return item;
            }

            items.Add(item);
        }

        return Budget.List([.. items]);
    }

    private Value Map(CheckedMap map)
    {
        var entries = new List<KeyValuePair<Value, Value>>(map.Entries.Count);
        foreach (var (keyNode, valueNode, isOptional) in map.Entries)
        {
            var key = Evaluate(keyNode);
            var value = key.IsError ? key : Evaluate(valueNode);
            if (isOptional && !value.IsError)
            {
                value = Unwrapped(value, valueNode, out var isAbsent);
                if (isAbsent)
                {
                    continue;
                }
            }

            if (value.IsError)
            {
                return value;
            }

            entries.Add(new(key, value));
        }

        return Budget.Map([.. entries]);
    }

    /// <summary>The variable's error is the whole one's only where the variable is used.</summary>
    private Value Bind(CheckedBind bind)
    {
        Locals[bind.Slot] = Evaluate(bind.Value);
        return Evaluate(bind.Body);
    }

    private Value OptionalMap(CheckedOptionalMap map)
    {
        var target = Evaluate(map.Target);
        if (target.Kind != ValueKind.Optional)
        {
            return target.IsError ? target : Errors.NoOverload($"An optional is needed here, not {ValueText.KindOf(target)}.");
        }

        if (!target.AsOptional.HasValue)
        {
            return target;
        }

        Locals[map.Slot] = target.AsOptional.Value;
        var body = Evaluate(map.Body);
        if (body.IsError || !map.IsFlat)
        {
            return body.IsError ? body : Value.Optional(OptionalValue.Of(body));
        }

        return body.Kind == ValueKind.Optional ? body : Errors.NoOverload($"The body of optFlatMap is an optional, not {ValueText.KindOf(body)}.");
    }
}
