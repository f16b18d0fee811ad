using Backstay.Expressions.Functions;
using Backstay.Expressions.Values;

namespace Backstay.Expressions;

/// <summary>
/// The values that compiled expressions of one environment read, each in its variable's slot, and what an evaluation needs
/// besides. Filled once and read by any number of expressions, one after the other: a frame belongs to one thread at a time.
/// No number is boxed, and neither filling nor evaluating a frame that was used before allocates anything by itself.
/// A value of another type than its variable was declared with is no error by itself: it is one where it is used.
/// </summary>
public sealed class SlotFrame
{
    private readonly ExpressionEnvironment _environment;
    private readonly Value[] _slots;

    internal SlotFrame(ExpressionEnvironment environment, ExpressionLimits limits)
    {
        _environment = environment;
        _slots = [.. environment.Unset];
        Budget = new(limits);
    }

    /// <summary>By slot; where nothing was set stands the error that says so.</summary>
    internal Value[] Slots => _slots;

    /// <summary>The variables that macros made, by their own slots.</summary>
    internal Value[] Locals { get; private set; } = [];

    internal EvaluationBudget Budget { get; }

    public void SetBool(int slot, bool value) => _slots[slot] = Value.Bool(value);

    public void SetInt(int slot, long value) => _slots[slot] = Value.Int(value);

    public void SetUint(int slot, ulong value) => _slots[slot] = Value.Uint(value);

    public void SetDouble(int slot, double value) => _slots[slot] = Value.Double(value);

    public void SetString(int slot, string value) => _slots[slot] = Value.String(value);

    public void SetTimestamp(int slot, Instant value) => _slots[slot] = Value.Timestamp(value);

    public void SetDuration(int slot, long nanoseconds) => _slots[slot] = Value.Duration(nanoseconds);

    /// <summary>Any value, or the error that stands in its place: a measurement that isn't there, for instance.</summary>
    public void Set(int slot, Value value) => _slots[slot] = value;

    /// <summary>Takes a variable's value away: reading it is an error.</summary>
    public void Clear(int slot) => _slots[slot] = _environment.Unset[slot];

    /// <summary>Takes all values away.</summary>
    public void Clear() => _environment.Unset.CopyTo(_slots);

    /// <summary>All values as they are bound. The bindings must be of this frame's environment.</summary>
    public void Fill(Bindings bindings)
    {
        if (!bindings.IsOf(_environment))
        {
            throw new ArgumentException("The values are of another environment.", nameof(bindings));
        }

        for (var slot = 0; slot < _slots.Length; slot++)
        {
            _slots[slot] = bindings.At(slot);
        }
    }

    internal bool IsOf(ExpressionEnvironment environment) => ReferenceEquals(_environment, environment);

    /// <summary>Ready for one evaluation.</summary>
    internal void Begin(int locals)
    {
        Budget.Reset();
        if (Locals.Length < locals)
        {
            Locals = new Value[locals];
        }
    }
}
