using System.Diagnostics.CodeAnalysis;

namespace Backstay.Expressions.Values;

/// <summary>Values by key, in the order in which they were given; immutable.</summary>
public sealed class MapValue
{
    private readonly Dictionary<MapKey, int> _positions;
    private readonly KeyValuePair<Value, Value>[] _entries;

    private MapValue(KeyValuePair<Value, Value>[] entries, Dictionary<MapKey, int> positions)
    {
        _entries = entries;
        _positions = positions;
        Weight = 1;
        foreach (var (key, value) in entries)
        {
            Weight += key.Weight + value.Weight;
        }
    }

    public int Count => _entries.Length;

    public ReadOnlySpan<KeyValuePair<Value, Value>> Entries => _entries;

    internal long Weight { get; }

    /// <summary>Throws <see cref="ArgumentException"/> for a key that is no key or that comes twice.</summary>
    public static MapValue Of(IEnumerable<KeyValuePair<Value, Value>> entries) =>
        TryCreate([.. entries], out var map, out var error) ? map : throw new ArgumentException(error.Message, nameof(entries));

    /// <summary>A map with text keys.</summary>
    public static MapValue Of(params IEnumerable<(string Key, Value Value)> entries) =>
        Of(entries.Select(entry => KeyValuePair.Create(Value.String(entry.Key), entry.Value)));

    /// <summary>The value under a key; a number finds a key of any number type that is equal to it.</summary>
    public bool TryGet(Value key, out Value value)
    {
        if (MapKey.Of(key) is { } wanted && _positions.TryGetValue(wanted, out var position))
        {
            value = _entries[position].Value;
            return true;
        }

        value = default;
        return false;
    }

    public bool TryGet(string key, out Value value) => TryGet(Value.String(key), out value);

    internal static bool TryCreate(
        KeyValuePair<Value, Value>[] entries, [NotNullWhen(true)] out MapValue? map, [NotNullWhen(false)] out EvaluationError? error)
    {
        var positions = new Dictionary<MapKey, int>(entries.Length);
        map = null;
        for (var i = 0; i < entries.Length; i++)
        {
            if (!MapKey.IsKey(entries[i].Key) || MapKey.Of(entries[i].Key) is not { } key)
            {
                error = new(EvaluationErrorKind.InvalidArgument, $"A key of a map is a bool, int, uint or string, not {ValueText.KindOf(entries[i].Key)}.");
                return false;
            }

            if (!positions.TryAdd(key, i))
            {
                error = new(EvaluationErrorKind.InvalidArgument, $"The key {ValueText.Show(entries[i].Key)} stands twice in the map.");
                return false;
            }
        }

        error = null;
        map = new(entries, positions);
        return true;
    }
}
