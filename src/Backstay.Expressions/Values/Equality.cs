namespace Backstay.Expressions.Values;

/// <summary>The language's equality: numbers by their mathematical value, everything else only within its kind.</summary>
internal static class Equality
{
    public static bool AreEqual(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Null, ValueKind.Null) => true,
        (ValueKind.Bool, ValueKind.Bool) => left.AsBool == right.AsBool,
        (ValueKind.Int or ValueKind.Uint or ValueKind.Double, ValueKind.Int or ValueKind.Uint or ValueKind.Double) => Ordering.CompareNumbers(left, right) == 0,
        (ValueKind.String, ValueKind.String) => string.Equals(left.AsString, right.AsString, StringComparison.Ordinal),
        (ValueKind.Bytes, ValueKind.Bytes) => left.AsBytes.Span.SequenceEqual(right.AsBytes.Span),
        (ValueKind.Timestamp, ValueKind.Timestamp) => left.AsTimestamp == right.AsTimestamp,
        (ValueKind.Duration, ValueKind.Duration) => left.AsDuration == right.AsDuration,
        (ValueKind.List, ValueKind.List) => AreEqual(left.AsList, right.AsList),
        (ValueKind.Map, ValueKind.Map) => AreEqual(left.AsMap, right.AsMap),
        (ValueKind.Type, ValueKind.Type) => string.Equals(left.AsType.Name, right.AsType.Name, StringComparison.Ordinal),
        (ValueKind.Optional, ValueKind.Optional) => AreEqual(left.AsOptional, right.AsOptional),
        (ValueKind.Object, ValueKind.Object) => AreEqual(left.AsObject, right.AsObject),
        (ValueKind.Opaque, ValueKind.Opaque) => left.AsOpaque.Equals(right.AsOpaque),
        _ => false,
    };

    /// <summary>Equal values have equal hashes; what holds values hashes by its size.</summary>
    public static int HashOf(Value value) => value.Kind switch
    {
        ValueKind.Bool => value.AsBool.GetHashCode(),
        ValueKind.Int => ((double)value.AsInt).GetHashCode(),
        ValueKind.Uint => ((double)value.AsUint).GetHashCode(),
        ValueKind.Double => (value.AsDouble + 0.0).GetHashCode(),
        ValueKind.String => value.AsString.GetHashCode(StringComparison.Ordinal),
        ValueKind.Timestamp => value.AsTimestamp.GetHashCode(),
        ValueKind.Duration => value.AsDuration.GetHashCode(),
        ValueKind.Bytes => value.AsBytes.Length,
        ValueKind.List => value.AsList.Count,
        ValueKind.Map => value.AsMap.Count,
        _ => (int)value.Kind,
    };

    private static bool AreEqual(ListValue left, ListValue right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(MapValue left, MapValue right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var (key, value) in left.Entries)
        {
            if (!right.TryGet(key, out var other) || !AreEqual(value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(OptionalValue left, OptionalValue right) =>
        left.HasValue == right.HasValue && (!left.HasValue || AreEqual(left.Value, right.Value));

    private static bool AreEqual(ObjectValue left, ObjectValue right)
    {
        if (!left.Type.Equals(right.Type))
        {
            return false;
        }

        var count = left.Type.Fields?.All.Count ?? 0;
        for (var i = 0; i < count; i++)
        {
            var (mine, theirs) = (left.At(i), right.At(i));
            if (mine.HasValue != theirs.HasValue || (mine is { } a && theirs is { } b && !AreEqual(a, b)))
            {
                return false;
            }
        }

        return true;
    }
}
