namespace Backstay.Expressions.Values;

/// <summary>Values in order; immutable.</summary>
public sealed class ListValue
{
    private readonly Value[] _items;

    internal ListValue(Value[] items)
    {
        _items = items;
        Weight = 1;
        foreach (var item in items)
        {
            Weight += item.Weight;
        }
    }

    public int Count => _items.Length;

    public ReadOnlySpan<Value> Items => _items;

    internal long Weight { get; }

    public Value this[int index] => _items[index];

    public static ListValue Of(IEnumerable<Value> items) => new([.. items]);
}
