using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Gateway.Fields;

namespace Backstay.Gateway.Processing;

/// <summary>How many rows a body held.</summary>
internal readonly record struct RowCount(int Rows, bool IsBatch);

/// <summary>Reads a body's rows of numbers in one pass. Values lie row by row in a rented array.</summary>
internal ref struct RowReader : IFieldVisitor
{
    /// <summary>The request id that marks a batch through to the answer; plain callers send none of their own.</summary>
    public const string BatchId = "batch";

    private readonly FieldMapping[] _fields;
    private readonly FieldTree _tree;
    private double[] _values;
    private bool[] _given;
    private int _rows;
    private bool _isBatch;
    private Problem? _problem;

    public RowReader(FieldMapping[] fields, FieldTree tree)
    {
        _fields = fields;
        _tree = tree;
        _values = ArrayPool<double>.Shared.Rent(fields.Length);
        _given = ArrayPool<bool>.Shared.Rent(fields.Length);
    }

    public readonly ReadOnlySpan<double> Values => _values.AsSpan(0, _rows * _fields.Length);

    public readonly RowCount Count => new(_rows, _isBatch);

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_values);
        ArrayPool<bool>.Shared.Return(_given);
        _values = [];
        _given = [];
    }

    /// <exception cref="JsonException">The JSON is malformed.</exception>
    public Problem? Read(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body, JsonFaults.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return Problem.Invalid("body", "The body must be a JSON object.");
        }

        BeginRow();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("instances"u8))
            {
                json.Read();
                ReadInstances(ref json);
            }
            else
            {
                var node = _isBatch ? null : _tree.Root.FindMember(ref json);
                json.Read();
                FieldTree.Walk(ref json, node, ref this);
            }
        }

        json.Read(); // anything after the document is malformed and throws here
        if (!_isBatch)
        {
            EndRow();
        }

        return _problem;
    }

    public void Visit(ref Utf8JsonReader json, int slot)
    {
        if (json.TokenType == JsonTokenType.Null || _problem is not null)
        {
            return;
        }

        if (_given[slot])
        {
            Fail(slot, "This field is given twice.");
            return;
        }

        var field = _fields[slot];
        if (!TryReadRaw(ref json, field, out var raw))
        {
            Fail(slot, field.Map is null ? "This field must be a number or a boolean." : "This field must be a number, a boolean or one of the texts that the processor maps.");
            return;
        }

        _given[slot] = true;
        _values[(_rows * _fields.Length) + slot] = (raw * field.Scale) + field.Offset;
    }

    private static bool TryReadRaw(ref Utf8JsonReader json, FieldMapping field, out double raw)
    {
        raw = json.TokenType == JsonTokenType.True ? 1 : 0;
        return json.TokenType switch
        {
            JsonTokenType.True or JsonTokenType.False => true,
            JsonTokenType.Number => json.TryGetDouble(out raw) && double.IsFinite(raw),
            JsonTokenType.String => TryMap(ref json, field, out raw),
            _ => false,
        };
    }

    private static bool TryMap(ref Utf8JsonReader json, FieldMapping field, out double raw)
    {
        raw = 0;
        if (field.Map is null || json.ValueSpan.Length > CompiledProcessor.MaxMappedText * 6)
        {
            return false;
        }

        Span<char> text = stackalloc char[CompiledProcessor.MaxMappedText * 6];
        var length = json.CopyString(text);
        return field.Map.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out raw);
    }

    private void ReadInstances(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray || _isBatch)
        {
            _problem ??= Problem.Invalid(DataProcessor.Instances, _isBatch ? "This member is given twice." : "A batch is an array of objects.");
            json.Skip();
            return;
        }

        // Fields beside the batch belong to no row.
        _isBatch = true;
        _problem = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (_problem is not null)
            {
                json.Skip();
                continue;
            }

            if (json.TokenType != JsonTokenType.StartObject || _rows == DataProcessor.MaxInstances)
            {
                _problem = json.TokenType != JsonTokenType.StartObject
                    ? Problem.Invalid(RowName(), "A row of a batch is an object.")
                    : Problem.Invalid(DataProcessor.Instances, $"A batch has at most {DataProcessor.MaxInstances} rows.");
                json.Skip();
                continue;
            }

            BeginRow();
            FieldTree.Walk(ref json, _tree.Root, ref this);
            EndRow();
        }

        if (_rows == 0)
        {
            _problem ??= Problem.Invalid(DataProcessor.Instances, "A batch has at least one row.");
        }
    }

    private void BeginRow()
    {
        var needed = (_rows + 1) * _fields.Length;
        if (_values.Length < needed)
        {
            var larger = ArrayPool<double>.Shared.Rent(needed * 2);
            _values.AsSpan(0, _rows * _fields.Length).CopyTo(larger);
            ArrayPool<double>.Shared.Return(_values);
            _values = larger;
        }

        _given.AsSpan(0, _fields.Length).Clear();
    }

    private void EndRow()
    {
        for (var slot = 0; slot < _fields.Length && _problem is null; slot++)
        {
            if (_given[slot])
            {
                continue;
            }

            if (_fields[slot].Default is { } value)
            {
                _values[(_rows * _fields.Length) + slot] = value;
            }
            else
            {
                Fail(slot, "This field is required.");
            }
        }

        _rows++;
    }

    private void Fail(int slot, string message) =>
        _problem ??= Problem.Invalid(_isBatch ? $"{RowName()}.{_fields[slot].Field}" : _fields[slot].Field, message);

    private readonly string RowName() => string.Create(CultureInfo.InvariantCulture, $"{DataProcessor.Instances}[{_rows}]");
}
