using System.Numerics;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>A comparison as a type, so that the machine code of each is its own; a NaN is unequal to all and ordered to none.</summary>
internal interface IOrder
{
    static abstract bool Holds<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool>;
}

internal readonly struct Equal : IOrder
{
    public static bool Holds<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left == right;
}

internal readonly struct Unequal : IOrder
{
    public static bool Holds<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left != right;
}

internal readonly struct Less : IOrder
{
    public static bool Holds<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left < right;
}

internal readonly struct AtMost : IOrder
{
    public static bool Holds<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left <= right;
}

internal readonly struct Greater : IOrder
{
    public static bool Holds<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left > right;
}

internal readonly struct AtLeast : IOrder
{
    public static bool Holds<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left >= right;
}

/// <summary>A variable that is an int or a duration, held to a constant.</summary>
internal sealed class IntShortcut<TOrder>(int slot, ValueKind kind, long constant, long mostSteps) : Shortcut(mostSteps)
    where TOrder : struct, IOrder
{
    private readonly int _slot = slot;
    private readonly ValueKind _kind = kind;
    private readonly long _constant = constant;

    public override Quick Decide(Value[] slots)
    {
        ref readonly var value = ref slots[_slot];
        return value.Kind == _kind ? Is(TOrder.Holds(value.Bits, _constant)) : Quick.Unsure;
    }
}

/// <summary>A variable that is a uint, held to a constant.</summary>
internal sealed class UintShortcut<TOrder>(int slot, ulong constant, long mostSteps) : Shortcut(mostSteps)
    where TOrder : struct, IOrder
{
    private readonly int _slot = slot;
    private readonly ulong _constant = constant;

    public override Quick Decide(Value[] slots)
    {
        ref readonly var value = ref slots[_slot];
        return value.Kind == ValueKind.Uint ? Is(TOrder.Holds(unchecked((ulong)value.Bits), _constant)) : Quick.Unsure;
    }
}

/// <summary>A variable that is a double, held to a constant.</summary>
internal sealed class DoubleShortcut<TOrder>(int slot, double constant, long mostSteps) : Shortcut(mostSteps)
    where TOrder : struct, IOrder
{
    private readonly int _slot = slot;
    private readonly double _constant = constant;

    public override Quick Decide(Value[] slots)
    {
        ref readonly var value = ref slots[_slot];
        return value.Kind == ValueKind.Double ? Is(TOrder.Holds(BitConverter.Int64BitsToDouble(value.Bits), _constant)) : Quick.Unsure;
    }
}

/// <summary>A variable that is a timestamp, held to a constant.</summary>
internal sealed class TimeShortcut<TOrder>(int slot, Instant constant, long mostSteps) : Shortcut(mostSteps)
    where TOrder : struct, IOrder
{
    private readonly int _slot = slot;
    private readonly Instant _constant = constant;

    public override Quick Decide(Value[] slots)
    {
        ref readonly var value = ref slots[_slot];
        return value.Kind == ValueKind.Timestamp ? Is(TOrder.Holds(value.AsTimestamp, _constant)) : Quick.Unsure;
    }
}

/// <summary>Whether a variable is one of several ints.</summary>
internal sealed class AnyIntShortcut(int slot, long[] numbers, long mostSteps) : Shortcut(mostSteps)
{
    private readonly int _slot = slot;
    private readonly long[] _numbers = numbers;

    public override Quick Decide(Value[] slots)
    {
        ref readonly var value = ref slots[_slot];
        return value.Kind == ValueKind.Int ? Is(_numbers.AsSpan().Contains(value.Bits)) : Quick.Unsure;
    }
}
