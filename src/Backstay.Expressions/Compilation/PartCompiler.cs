using System.Diagnostics;
using Backstay.Expressions.Checking;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Functions.Patterns;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>Makes parts of a checked tree, and works out once what depends on nothing.</summary>
internal sealed class PartCompiler(ExpressionEnvironment environment)
{
    /// <summary>What working out an expression's constants may cost in all; what costs more is worked out in each evaluation.</summary>
    private const int MostStepsOfConstants = 2_000;

    private SlotFrame? _scratch;

    public Part Compile(CheckedNode node) => node switch
    {
        CheckedConstant constant => new ConstantPart(node, constant.Value, steps: 1),
        CheckedVariable variable => new VariablePart(variable),
        CheckedLocal local => new LocalPart(local),
        CheckedField field => new FieldPart(field, Compile(field.Operand)),
        CheckedCall call => Call(call),
        CheckedLogic logic => new LogicPart(logic, Compile(logic.Left), Compile(logic.Right)),
        CheckedConditional choice => new ConditionalPart(choice, Compile(choice.Condition), Compile(choice.Yes), Compile(choice.No)),
        CheckedList list => List(list),
        CheckedMap map => Map(map),
        CheckedComprehension walk => Walk(walk),
        CheckedBind bind => new BindPart(bind, Compile(bind.Value), Compile(bind.Body)),
        CheckedOptionalMap map => new OptionalMapPart(map, Compile(map.Target), Compile(map.Body)),
        CheckedFailure failure => new ConstantPart(node, Value.Error(failure.Error), steps: 1),
        _ => throw new UnreachableException("a node of an unknown kind"),
    };

    private Part Call(CheckedCall call)
    {
        Part[] arguments = [.. call.Arguments.Select(Compile)];
        if (arguments is [var text, ConstantPart { Value.Kind: ValueKind.String } pattern] && call.Overloads is [{ Id: "matches" or "string_matches" } only] && IsOurs(call, only))
        {
            return new MatchPart(call, text, pattern, Pattern.Read(pattern.Value.AsString, environment.Limits));
        }

        var made = new CallPart(call, arguments);
        return arguments.All(argument => argument is ConstantPart) && call.Overloads.All(overload => IsOurs(call, overload)) ? Folded(made) : made;
    }

    /// <summary>A host's function may look at what the host knows when it is called; ours depend on their arguments alone.</summary>
    public static bool IsOurs(CheckedCall call, Overload overload) =>
        FunctionTable.Standard.Find(call.Function) is { } function && function.Overloads.Any(ours => ReferenceEquals(ours, overload));

    private Part List(CheckedList list)
    {
        (Part Item, bool IsOptional)[] items = [.. list.Items.Select(item => (Compile(item.Item), item.IsOptional))];
        var made = new ListPart(list, items);
        return items.All(item => item.Item is ConstantPart) ? Folded(made) : made;
    }

    private Part Map(CheckedMap map)
    {
        (Part Key, Part Value, bool IsOptional)[] entries = [.. map.Entries.Select(entry => (Compile(entry.Key), Compile(entry.Value), entry.IsOptional))];
        var made = new MapPart(map, entries);
        return entries.All(entry => entry is { Key: ConstantPart, Value: ConstantPart }) ? Folded(made) : made;
    }

    private Part Walk(CheckedComprehension walk)
    {
        var range = Compile(walk.Range);
        var filter = walk.Filter is { } condition ? Compile(condition) : null;
        var body = Compile(walk.Body);
        return walk.Kind switch
        {
            ComprehensionKind.All or ComprehensionKind.Exists => new DecidingWalk(walk, range, body),
            ComprehensionKind.ExistsOne => new CountingWalk(walk, range, body),
            ComprehensionKind.Transform or ComprehensionKind.Filter => new ListingWalk(walk, range, filter, body),
            ComprehensionKind.TransformMap or ComprehensionKind.TransformMapEntry => new MappingWalk(walk, range, filter, body),
            _ => throw new UnreachableException("a comprehension of an unknown kind"),
        };
    }

    /// <summary>
    /// The part's value, which costs in each evaluation what working it out costs. A regular expression is paid for once in an
    /// evaluation, wherever it comes first: what used one stays as it is, and so does all that comes after it.
    /// </summary>
    private Part Folded(Part made)
    {
        _scratch ??= new(environment, environment.Limits with { Steps = Math.Min(MostStepsOfConstants, environment.Limits.Steps) });
        var budget = _scratch.Budget;
        var before = budget.Left;
        var value = made.Evaluate(_scratch);
        return budget.Exhausted is null && !budget.HasPatterns ? new ConstantPart(made.Node, value, before - budget.Left) : made;
    }
}
