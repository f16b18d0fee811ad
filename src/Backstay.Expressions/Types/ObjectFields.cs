namespace Backstay.Expressions.Types;

/// <summary>The fields of an object type, in the order in which they were declared.</summary>
public sealed class ObjectFields
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    internal ObjectFields(IReadOnlyList<(string Name, CelType Type)> fields)
    {
        All = [.. fields];
        foreach (var (name, _) in All)
        {
            if (!_positions.TryAdd(name, _positions.Count))
            {
                throw new ArgumentException($"The field '{name}' is declared twice.", nameof(fields));
            }
        }
    }

    public IReadOnlyList<(string Name, CelType Type)> All { get; }

    /// <summary>The field's place in <see cref="All"/>, or -1.</summary>
    public int IndexOf(string name) => _positions.GetValueOrDefault(name, -1);
}
