using Backstay.Expressions.Values;

namespace Backstay.Expressions;

/// <summary>The values that an environment's variables have in one evaluation. A variable without one is an error where it is read.</summary>
public sealed class Bindings
{
    private readonly ExpressionEnvironment _environment;
    private readonly Value?[] _values;

    internal Bindings(ExpressionEnvironment environment, IEnumerable<(string Name, Value Value)> values)
    {
        _environment = environment;
        _values = new Value?[environment.Variables.Count];
        foreach (var (name, value) in values)
        {
            var slot = environment.SlotOf(name);
            _values[slot >= 0 ? slot : throw new ArgumentException($"There is no variable '{name}'.", nameof(values))] = value;
        }
    }

    /// <summary>The value in a slot; an error where there is none.</summary>
    public Value At(int slot) => _values[slot] ?? _environment.Unset[slot];

    internal bool IsOf(ExpressionEnvironment environment) => ReferenceEquals(_environment, environment);
}
