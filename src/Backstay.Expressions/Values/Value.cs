using System.Runtime.CompilerServices;
using Backstay.Expressions.Types;

namespace Backstay.Expressions.Values;

/// <summary>
/// A value of the language, or the error that stands in its place. The default is null. Numbers, booleans, timestamps and
/// durations allocate nothing.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _nanos;

    private Value(ValueKind kind, long bits = 0, object? reference = null, int nanos = 0)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
        _nanos = nanos;
    }

    public static Value Null => default;

    public static Value True { get; } = new(ValueKind.Bool, 1);

    public static Value False { get; } = new(ValueKind.Bool);

    public ValueKind Kind { get; }

    public bool IsError => Kind == ValueKind.Error;

    /// <summary>Whether this is the boolean true; an error and everything else are not.</summary>
    public bool IsTrue => Kind == ValueKind.Bool && _bits != 0;

    public bool IsFalse => Kind == ValueKind.Bool && _bits == 0;

    public bool AsBool => Expect(ValueKind.Bool)._bits != 0;

    public long AsInt => Expect(ValueKind.Int)._bits;

    public ulong AsUint => unchecked((ulong)Expect(ValueKind.Uint)._bits);

    public double AsDouble => BitConverter.Int64BitsToDouble(Expect(ValueKind.Double)._bits);

    public string AsString => Reference<string>(ValueKind.String);

    public ReadOnlyMemory<byte> AsBytes => Reference<byte[]>(ValueKind.Bytes);

    public Instant AsTimestamp => new(Expect(ValueKind.Timestamp)._bits, _nanos);

    /// <summary>Nanoseconds.</summary>
    public long AsDuration => Expect(ValueKind.Duration)._bits;

    public ListValue AsList => Reference<ListValue>(ValueKind.List);

    public MapValue AsMap => Reference<MapValue>(ValueKind.Map);

    public CelType AsType => Reference<CelType>(ValueKind.Type);

    public OptionalValue AsOptional => Reference<OptionalValue>(ValueKind.Optional);

    public ObjectValue AsObject => Reference<ObjectValue>(ValueKind.Object);

    public OpaqueValue AsOpaque => Reference<OpaqueValue>(ValueKind.Opaque);

    public EvaluationError AsError => Reference<EvaluationError>(ValueKind.Error);

    /// <summary>How much there is to walk through: 1 for a number, more for texts and for everything that holds values.</summary>
    internal long Weight => _reference switch
    {
        string text => 1 + (text.Length / TextPerWeight),
        byte[] bytes => 1 + (bytes.Length / TextPerWeight),
        ListValue list => list.Weight,
        MapValue map => map.Weight,
        OptionalValue optional => optional.Weight,
        ObjectValue instance => instance.Weight,
        _ => 1,
    };

    /// <summary>A number's or a bool's bits, for whoever looked at the kind first.</summary>
    internal long Bits => _bits;

    /// <summary>The text; null for what is none.</summary>
    internal string? TextOrNull => Kind == ValueKind.String ? Unsafe.As<string>(_reference) : null;

    internal const int TextPerWeight = 32;

    public static Value Bool(bool value) => value ? True : False;

    public static Value Int(long value) => new(ValueKind.Int, value);

    public static Value Uint(ulong value) => new(ValueKind.Uint, unchecked((long)value));

    public static Value Double(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static Value String(string value) => new(ValueKind.String, 0, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>The bytes are not copied: nobody may change them afterwards.</summary>
    public static Value Bytes(byte[] value) => new(ValueKind.Bytes, 0, value ?? throw new ArgumentNullException(nameof(value)));

    public static Value Timestamp(Instant value) => new(ValueKind.Timestamp, value.Seconds, null, value.Nanos);

    public static Value Duration(long nanoseconds) => new(ValueKind.Duration, nanoseconds);

    public static Value List(ListValue value) => new(ValueKind.List, 0, value);

    public static Value List(params Value[] items) => List(new ListValue(items));

    public static Value Map(MapValue value) => new(ValueKind.Map, 0, value);

    public static Value Type(CelType value) => new(ValueKind.Type, 0, value);

    public static Value Optional(OptionalValue value) => new(ValueKind.Optional, 0, value);

    public static Value Object(ObjectValue value) => new(ValueKind.Object, 0, value);

    public static Value Opaque(OpaqueValue value) => new(ValueKind.Opaque, 0, value);

    public static Value Error(EvaluationError error) => new(ValueKind.Error, 0, error);

    internal static Value Error(EvaluationErrorKind kind, string message) => Error(new EvaluationError(kind, message));

    /// <summary>The language's equality (1 == 1u == 1.0; NaN equals nothing); errors equal nothing.</summary>
    public bool Equals(Value other) => Equality.AreEqual(this, other);

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => Equality.HashOf(this);

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>For people: short, cut where it would be long, no promise about its form.</summary>
    public override string ToString() => ValueText.Show(this);

    private Value Expect(ValueKind kind) => Kind == kind ? this : throw new InvalidOperationException($"The value is {Kind}, not {kind}.");

    private T Reference<T>(ValueKind kind)
        where T : class => Kind == kind && _reference is T reference ? reference : throw new InvalidOperationException($"The value is {Kind}, not {kind}.");
}
