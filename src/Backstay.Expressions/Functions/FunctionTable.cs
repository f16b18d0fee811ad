using System.Collections.Frozen;

namespace Backstay.Expressions.Functions;

/// <summary>Functions by name: the one table that checking, interpreting and compiling use.</summary>
public sealed class FunctionTable
{
    private readonly FrozenDictionary<string, Function> _byName;

    private FunctionTable(IEnumerable<Function> functions) =>
        _byName = functions.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The language's own functions and operators.</summary>
    public static FunctionTable Standard { get; } = new(StandardFunctions.All());

    public IEnumerable<Function> All => _byName.Values.OrderBy(function => function.Name, StringComparer.Ordinal);

    public Function? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A table with more functions; a name that is there gets more overloads. Overload ids must be new.</summary>
    public FunctionTable With(IEnumerable<Function> more)
    {
        var all = new Dictionary<string, Function>(_byName, StringComparer.Ordinal);
        var ids = new HashSet<string>(_byName.Values.SelectMany(function => function.Overloads).Select(overload => overload.Id), StringComparer.Ordinal);
        foreach (var function in more)
        {
            if (function.Overloads.FirstOrDefault(overload => !ids.Add(overload.Id)) is { } twice)
            {
                throw new ArgumentException($"The overload '{twice.Id}' is declared twice.", nameof(more));
            }

            all[function.Name] = all.TryGetValue(function.Name, out var present)
                ? present with { Overloads = [.. present.Overloads, .. function.Overloads] }
                : function;
        }

        return new(all.Values);
    }
}
