using System.Diagnostics;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Checking;

/// <summary>
/// Finds for each part of a tree what it stands for and what type it has. Resolving without types (dynamic) takes every part
/// for dyn: then what can't work is an error of the evaluation.
/// </summary>
internal sealed class Checker
{
    private readonly CheckContext _context;
    private readonly CallChecker _calls;
    private readonly MacroChecker _macros;

    private Checker(CheckContext context)
    {
        _context = context;
        _calls = new(context, Check);
        _macros = new(context, Check);
    }

    public static ExpressionOutcome<CheckedExpression> Check(SyntaxTree tree, ExpressionEnvironment environment, bool isDynamic)
    {
        var context = new CheckContext(environment, tree.Source, isDynamic);
        var root = new Checker(context).Check(tree.Root, null);
        context.Finish();
        return context.Errors.Count > 0
            ? ExpressionOutcome<CheckedExpression>.Refused(context.Errors)
            : ExpressionOutcome<CheckedExpression>.Of(new(tree, environment, root, context.Nodes, context.Locals));
    }

    private CheckedNode Check(Node node, Scope? scope) => node switch
    {
        LiteralNode literal => _context.Add(new CheckedConstant(literal.Span, ValueText.TypeOf(literal.Value), literal.Value)),
        NameNode name => Name(name, scope),
        SelectNode select => Select(select, scope),
        CallNode call => _calls.Check(call, scope),
        ListNode list => List(list, scope),
        MapNode map => Map(map, scope),
        ComprehensionNode walk => _macros.Comprehension(walk, scope),
        BindNode bind => _macros.Bind(bind, scope),
        OptionalMapNode map => _macros.OptionalMap(map, scope),
        _ => throw new UnreachableException("a node of an unknown kind"),
    };

    private CheckedNode Name(NameNode name, Scope? scope)
    {
        if (!name.IsRooted && Scope.Find(scope, name.Name) is { } local)
        {
            return _context.Add(new CheckedLocal(name.Span, local.Type, name.Name, local.Slot));
        }

        if (_context.Names.Resolve(name.Span, name.Name, name.IsRooted) is { } found)
        {
            return _context.Add(found);
        }

        var known = _context.Declared.Variables.Select(variable => variable.Name).Concat(Scope.Names(scope));
        return _context.Refuse(
            name.Span, EvaluationErrorKind.Unbound, $"There is no variable '{name.Name}'{NearestName.Hint(name.Name, known)}{End(name.Name, known)}", name.Name);
    }

    /// <summary>A sentence ends with a dot unless it ends with the hint's question mark.</summary>
    private static string End(string name, IEnumerable<string> known) => NearestName.Find(name, known) is null ? "." : "";

    private CheckedNode Select(SelectNode select, Scope? scope)
    {
        if (select.Kind == SelectKind.Value
            && NameResolver.Qualified(select) is var (name, root)
            && (root.IsRooted || Scope.Find(scope, root.Name) is null)
            && _context.Names.Resolve(select.Span, name, root.IsRooted) is { } found)
        {
            return _context.Add(found);
        }

        var operand = Check(select.Operand, scope);
        var type = _context.Resolved(operand);
        if (operand is CheckedFailure)
        {
            return operand;
        }

        var isOptional = type.IsOptional;
        var (fieldType, place) = FieldOf(isOptional ? type.Parameters[0] : type, select);
        if (fieldType is null)
        {
            var what = isOptional ? type.Parameters[0] : type;
            var fields = what.Fields?.All.Select(field => field.Name) ?? [];
            return what.Fields is null
                ? _context.Refuse(select.FieldSpan, EvaluationErrorKind.NoSuchOverload, $"{what} has no fields, so no '{select.Field}'.", what.ToString(), "a map or an object")
                : _context.Refuse(
                    select.FieldSpan, EvaluationErrorKind.Missing,
                    $"{what} has no field '{select.Field}'{NearestName.Hint(select.Field, fields)}{End(select.Field, fields)}", select.Field);
        }

        var result = select.Kind == SelectKind.Presence ? CelType.Bool
            : isOptional || select.Kind == SelectKind.Optional ? CelType.Optional(fieldType)
            : fieldType;
        return _context.Add(new CheckedField(select.Span, result, operand, select.Field, place, select.Kind));
    }

    /// <summary>The field's type and its place; no type where there is no such field.</summary>
    private (CelType? Type, int Place) FieldOf(CelType type, SelectNode select)
    {
        switch (type.Kind)
        {
            case TypeKind.Map: return (type.Parameters[1], -1);
            case TypeKind.Dyn: return (CelType.Dyn, -1);
            case TypeKind.Parameter:
                // Whatever it turns out to be later, nothing was known of its fields here.
                _context.Types.TryAssign(CelType.Dyn, type);
                return (CelType.Dyn, -1);
            case TypeKind.Object when type.Fields is { } fields && fields.IndexOf(select.Field) is >= 0 and var place:
                return (fields.All[place].Type, place);
            default: return (null, -1);
        }
    }

    private CheckedNode List(ListNode list, Scope? scope)
    {
        var items = new List<(CheckedNode, bool)>();
        CelType? joined = null;
        foreach (var (node, isOptional) in list.Items)
        {
            var item = Check(node, scope);
            items.Add((item, isOptional));
            joined = _context.Types.Join(joined, isOptional ? Inside(item) : item.Type);
        }

        return _context.Add(new CheckedList(list.Span, CelType.List(joined ?? _context.Types.Fresh()), items));
    }

    private CheckedNode Map(MapNode map, Scope? scope)
    {
        var entries = new List<(CheckedNode, CheckedNode, bool)>();
        CelType? keys = null;
        CelType? values = null;
        foreach (var entry in map.Entries)
        {
            var key = Check(entry.Key, scope);
            if (_context.Resolved(key).Kind is not (TypeKind.Bool or TypeKind.Int or TypeKind.Uint or TypeKind.String or TypeKind.Dyn or TypeKind.Parameter))
            {
                _context.Refuse(
                    key.Span, EvaluationErrorKind.InvalidArgument, $"A key of a map is a bool, int, uint or string, found {_context.Shown(key)}.", _context.Shown(key),
                    "bool, int, uint or string");
            }

            var value = Check(entry.Value, scope);
            entries.Add((key, value, entry.IsOptional));
            keys = _context.Types.Join(keys, key.Type);
            values = _context.Types.Join(values, entry.IsOptional ? Inside(value) : value.Type);
        }

        return _context.Add(new CheckedMap(map.Span, CelType.Map(keys ?? _context.Types.Fresh(), values ?? _context.Types.Fresh()), entries));
    }

    /// <summary>What an item or entry with a question mark holds; it must be an optional.</summary>
    private CelType Inside(CheckedNode node)
    {
        var inside = _context.Types.Fresh();
        if (_context.Types.TryAssign(node.Type, CelType.Optional(inside)))
        {
            return _context.Types.Resolve(inside, openIsDyn: false);
        }

        _context.Refuse(
            node.Span, EvaluationErrorKind.NoSuchOverload, $"After '?' an optional is expected, found {_context.Shown(node)}.", _context.Shown(node), "optional");
        return CelType.Dyn;
    }
}
