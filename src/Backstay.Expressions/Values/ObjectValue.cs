using Backstay.Expressions.Types;

namespace Backstay.Expressions.Values;

/// <summary>An instance of an object type. A field that is left out is absent: <c>has()</c> is false and reading it is an error.</summary>
public sealed class ObjectValue
{
    private readonly Value?[] _values;

    /// <summary>Throws <see cref="ArgumentException"/> for a field that the type doesn't have.</summary>
    public ObjectValue(CelType type, params IEnumerable<(string Field, Value Value)> fields)
    {
        Type = type;
        var declared = type.Fields ?? throw new ArgumentException($"{type} has no fields.", nameof(type));
        _values = new Value?[declared.All.Count];
        Weight = 1;
        foreach (var (field, value) in fields)
        {
            var index = declared.IndexOf(field);
            if (index < 0)
            {
                throw new ArgumentException($"{type} has no field '{field}'.", nameof(fields));
            }

            _values[index] = value;
            Weight += value.Weight;
        }
    }

    public CelType Type { get; }

    internal long Weight { get; }

    /// <summary>The value of the field at a place in the type's fields; null where it is absent or there is no such place.</summary>
    public Value? At(int field) => field >= 0 && field < _values.Length ? _values[field] : null;

    public Value? Get(string field) => Type.Fields is { } declared ? At(declared.IndexOf(field)) : null;
}
