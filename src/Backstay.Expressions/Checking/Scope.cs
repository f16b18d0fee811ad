using Backstay.Expressions.Types;

namespace Backstay.Expressions.Checking;

/// <summary>The variables that macros made, from the inside outwards.</summary>
internal sealed class Scope(Scope? outer, string name, CelType type, int slot)
{
    public CelType Type { get; } = type;

    public int Slot { get; } = slot;

    public static Scope? Find(Scope? scope, string wanted) => scope?.FindOrNull(wanted);

    public static int NextSlot(Scope? scope) => scope is null ? 0 : scope.Slot + 1;

    /// <summary>All names, for suggestions.</summary>
    public static IEnumerable<string> Names(Scope? scope)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            yield return at.Name;
        }
    }

    private Scope? Outer { get; } = outer;

    private string Name { get; } = name;

    private Scope? FindOrNull(string wanted)
    {
        for (var at = this; at is not null; at = at.Outer)
        {
            if (string.Equals(at.Name, wanted, StringComparison.Ordinal))
            {
                return at;
            }
        }

        return null;
    }
}
