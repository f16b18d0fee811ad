namespace Backstay.Expressions.Values;

/// <summary>A value or its absence.</summary>
public sealed class OptionalValue
{
    private OptionalValue(bool hasValue, Value value)
    {
        HasValue = hasValue;
        Value = value;
    }

    public static OptionalValue None { get; } = new(false, default);

    public bool HasValue { get; }

    /// <summary>Null where there is none.</summary>
    public Value Value { get; }

    internal long Weight => 1 + Value.Weight;

    public static OptionalValue Of(Value value) => new(true, value);
}
