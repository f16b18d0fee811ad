using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Checking;

/// <summary>Macros that make variables.</summary>
internal sealed class MacroChecker(CheckContext context, Func<Node, Scope?, CheckedNode> check)
{
    public CheckedNode Comprehension(ComprehensionNode walk, Scope? scope)
    {
        var range = check(walk.Range, scope);
        var type = context.Resolved(range);
        var (first, second) = VariableTypes(range, type, walk.Second is not null);
        var inner = Enter(scope, walk.First, first);
        var firstSlot = inner.Slot;
        var secondSlot = -1;
        if (walk.Second is { } name)
        {
            inner = Enter(inner, name, second);
            secondSlot = inner.Slot;
        }

        var filter = walk.Filter is { } condition ? check(condition, inner) : null;
        if (filter is not null)
        {
            context.ExpectBool(filter, "The condition");
        }

        var body = check(walk.Body, inner);
        if (walk.Kind is ComprehensionKind.All or ComprehensionKind.Exists or ComprehensionKind.ExistsOne or ComprehensionKind.Filter)
        {
            context.ExpectBool(body, "The condition");
        }

        var result = walk.Kind switch
        {
            ComprehensionKind.Transform => CelType.List(body.Type),
            ComprehensionKind.Filter => CelType.List(first),
            ComprehensionKind.TransformMap => CelType.Map(first, body.Type),
            ComprehensionKind.TransformMapEntry => EntriesOf(body),
            _ => CelType.Bool,
        };
        return context.Add(new CheckedComprehension(walk.Span, result, walk.Kind, range, firstSlot, secondSlot, filter, body));
    }

    public CheckedNode Bind(BindNode bind, Scope? scope)
    {
        var value = check(bind.Value, scope);
        var inner = Enter(scope, bind.Name, value.Type);
        var body = check(bind.Body, inner);
        return context.Add(new CheckedBind(bind.Span, body.Type, inner.Slot, value, body));
    }

    public CheckedNode OptionalMap(OptionalMapNode map, Scope? scope)
    {
        var target = check(map.Target, scope);
        var inside = context.Types.Fresh();
        if (!context.Types.TryAssign(target.Type, CelType.Optional(inside)))
        {
            context.Refuse(
                target.Span, EvaluationErrorKind.NoSuchOverload, $"{(map.IsFlat ? "optFlatMap" : "optMap")} is called on an optional, found {context.Shown(target)}.",
                context.Shown(target), "optional");
        }

        var inner = Enter(scope, map.Name, context.Types.Resolve(inside, openIsDyn: false));
        var body = check(map.Body, inner);
        if (!map.IsFlat)
        {
            return context.Add(new CheckedOptionalMap(map.Span, CelType.Optional(body.Type), target, inner.Slot, body, map.IsFlat));
        }

        var result = CelType.Optional(context.Types.Fresh());
        if (!context.Types.TryAssign(body.Type, result))
        {
            context.Refuse(body.Span, EvaluationErrorKind.NoSuchOverload, $"The body of optFlatMap is an optional, found {context.Shown(body)}.", context.Shown(body), "optional");
        }

        return context.Add(new CheckedOptionalMap(map.Span, context.Types.Resolve(result, openIsDyn: false), target, inner.Slot, body, map.IsFlat));
    }

    private Scope Enter(Scope? scope, string name, CelType type)
    {
        var inner = new Scope(scope, name, type, Scope.NextSlot(scope));
        context.NeedLocals(inner.Slot + 1);
        return inner;
    }

    /// <summary>One variable: a list's items or a map's keys. Two: places and items, or keys and values.</summary>
    private (CelType First, CelType Second) VariableTypes(CheckedNode range, CelType type, bool isPair)
    {
        switch (type.Kind)
        {
            case TypeKind.List: return isPair ? (CelType.Int, type.Parameters[0]) : (type.Parameters[0], CelType.Dyn);
            case TypeKind.Map: return (type.Parameters[0], type.Parameters[1]);
            case TypeKind.Dyn or TypeKind.Parameter:
                context.Types.TryAssign(CelType.Dyn, type);
                return (CelType.Dyn, CelType.Dyn);
            default:
                context.Refuse(
                    range.Span, EvaluationErrorKind.NoSuchOverload, $"Only lists and maps can be walked through, found {type}.", type.ToString(), "a list or a map");
                return (CelType.Dyn, CelType.Dyn);
        }
    }

    private CelType EntriesOf(CheckedNode body)
    {
        var entries = CelType.Map(context.Types.Fresh(), context.Types.Fresh());
        if (!context.Types.TryAssign(body.Type, entries))
        {
            context.Refuse(
                body.Span, EvaluationErrorKind.NoSuchOverload, $"The body of transformMapEntry is a map, found {context.Shown(body)}.", context.Shown(body), "a map");
        }

        return context.Types.Resolve(entries, openIsDyn: false);
    }
}
