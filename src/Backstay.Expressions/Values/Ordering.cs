namespace Backstay.Expressions.Values;

/// <summary>Which of two values comes first.</summary>
internal static class Ordering
{
    private const double TwoToThe63 = 9_223_372_036_854_775_808.0;
    private const double TwoToThe64 = 18_446_744_073_709_551_616.0;

    /// <summary>Null where the two have no order: NaN, and kinds that don't compare.</summary>
    public static int? Compare(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Int or ValueKind.Uint or ValueKind.Double, ValueKind.Int or ValueKind.Uint or ValueKind.Double) => CompareNumbers(left, right),
        (ValueKind.Bool, ValueKind.Bool) => left.AsBool.CompareTo(right.AsBool),
        (ValueKind.String, ValueKind.String) => CompareTexts(left.AsString, right.AsString),
        (ValueKind.Bytes, ValueKind.Bytes) => left.AsBytes.Span.SequenceCompareTo(right.AsBytes.Span),
        (ValueKind.Timestamp, ValueKind.Timestamp) => left.AsTimestamp.CompareTo(right.AsTimestamp),
        (ValueKind.Duration, ValueKind.Duration) => left.AsDuration.CompareTo(right.AsDuration),
        _ => null,
    };

    /// <summary>By value, across the types. A whole number is taken for the double nearest to it where it meets a double.</summary>
    public static int? CompareNumbers(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Int, ValueKind.Int) => left.AsInt.CompareTo(right.AsInt),
        (ValueKind.Uint, ValueKind.Uint) => left.AsUint.CompareTo(right.AsUint),
        (ValueKind.Double, ValueKind.Double) => Compare(left.AsDouble, right.AsDouble),
        (ValueKind.Int, ValueKind.Uint) => Compare(left.AsInt, right.AsUint),
        (ValueKind.Uint, ValueKind.Int) => -Compare(right.AsInt, left.AsUint),
        (ValueKind.Double, ValueKind.Int) => Compare(left.AsDouble, right.AsInt),
        (ValueKind.Int, ValueKind.Double) => -Compare(right.AsDouble, left.AsInt),
        (ValueKind.Double, ValueKind.Uint) => Compare(left.AsDouble, right.AsUint),
        (ValueKind.Uint, ValueKind.Double) => -Compare(right.AsDouble, left.AsUint),
        _ => null,
    };

    /// <summary>By code points; comparing UTF-16 units would put characters beyond U+FFFF before U+E000.</summary>
    public static int CompareTexts(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[shared], right[shared]);
        return char.IsSurrogate(a) != char.IsSurrogate(b)
            ? char.IsSurrogate(a).CompareTo(char.IsSurrogate(b))
            : a.CompareTo(b);
    }

    private static int? Compare(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? null : left < right ? -1 : left > right ? 1 : 0;

    private static int Compare(long left, ulong right) => left < 0 ? -1 : ((ulong)left).CompareTo(right);

    /// <summary>The conformance cases want it so: the whole number as a double, but beyond the whole numbers' range the double decides.</summary>
    private static int? Compare(double left, long right) =>
        left < -TwoToThe63 ? -1 : left > TwoToThe63 ? 1 : Compare(left, (double)right);

    private static int? Compare(double left, ulong right) =>
        left < 0 ? -1 : left > TwoToThe64 ? 1 : Compare(left, (double)right);
}
