using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Checking;

/// <summary>
/// What a name with dots stands for. In the container a.b the name x is a.b.x, else a.x, else x; with a dot before it, x
/// alone. A variable that a macro made hides everything of its name.
/// </summary>
internal sealed class NameResolver(ExpressionEnvironment environment)
{
    private static readonly Dictionary<string, CelType> TypeNames = new[]
    {
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null, CelType.Timestamp,
        CelType.Duration, CelType.List(CelType.Dyn), CelType.Map(CelType.Dyn, CelType.Dyn), CelType.Type(CelType.Dyn), CelType.Optional(CelType.Dyn),
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The names that a name may stand for, the nearest first.</summary>
    public IEnumerable<string> Candidates(string name, bool isRooted)
    {
        var container = isRooted ? "" : environment.Container;
        while (container.Length > 0)
        {
            yield return $"{container}.{name}";
            container = container.LastIndexOf('.') is var dot and > 0 ? container[..dot] : "";
        }

        yield return name;
    }

    /// <summary>A variable or a type's name; null where there is none.</summary>
    public CheckedNode? Resolve(SourceSpan span, string name, bool isRooted)
    {
        foreach (var candidate in Candidates(name, isRooted))
        {
            if (environment.SlotOf(candidate) is >= 0 and var slot)
            {
                return new CheckedVariable(span, environment.Variables[slot].Type, candidate, slot);
            }

            if (TypeNames.TryGetValue(candidate, out var type))
            {
                return new CheckedConstant(span, CelType.Type(type), Value.Type(type));
            }
        }

        return null;
    }

    /// <summary>a.b.c as one name, with the name at its root; null for everything else.</summary>
    public static (string Name, NameNode Root)? Qualified(Node node)
    {
        if (node is NameNode name)
        {
            return (name.Name, name);
        }

        return node is SelectNode { Kind: SelectKind.Value } select && Words.IsPlainField(select.Field) && Qualified(select.Operand) is var (prefix, root)
            ? ($"{prefix}.{select.Field}", root)
            : null;
    }
}
