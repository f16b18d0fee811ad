namespace Backstay.Expressions.Values;

/// <summary>A map's key in the one form that all equal keys share: 1, 1u and 1.0 are the same key.</summary>
internal readonly record struct MapKey(ValueKind Kind, long Bits, string? Text)
{
    private const double TwoToThe63 = 9_223_372_036_854_775_808.0;
    private const double TwoToThe64 = 18_446_744_073_709_551_616.0;

    /// <summary>Null for values that no key equals: fractions, NaN, and everything but numbers, strings and booleans.</summary>
    public static MapKey? Of(Value value) => value.Kind switch
    {
        ValueKind.Bool => new(ValueKind.Bool, value.AsBool ? 1 : 0, null),
        ValueKind.Int => new(ValueKind.Int, value.AsInt, null),
        ValueKind.Uint => Of(value.AsUint),
        ValueKind.Double => Of(value.AsDouble),
        ValueKind.String => new(ValueKind.String, 0, value.AsString),
        _ => null,
    };

    /// <summary>Whether the language allows it as a key of a map that is made.</summary>
    public static bool IsKey(Value value) => value.Kind is ValueKind.Bool or ValueKind.Int or ValueKind.Uint or ValueKind.String;

    private static MapKey Of(ulong value) =>
        value <= long.MaxValue ? new(ValueKind.Int, (long)value, null) : new(ValueKind.Uint, unchecked((long)value), null);

    private static MapKey? Of(double value) => value switch
    {
        >= -TwoToThe63 and < TwoToThe63 when Math.Floor(value) == value => new MapKey(ValueKind.Int, (long)value, null),
        >= TwoToThe63 and < TwoToThe64 => Of((ulong)value),
        _ => null,
    };
}
