using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>Writes tensors with flat, row-major data.</summary>
internal static class OipTensorWriter
{
    public static Problem? Write(Utf8JsonWriter json, string list, ImmutableArray<Tensor> tensors)
    {
        json.WriteStartArray(list);
        for (var i = 0; i < tensors.Length; i++)
        {
            var tensor = tensors[i];
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteStartArray("shape"u8);
            foreach (var length in tensor.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteString("datatype"u8, tensor.Type.ToName());
            json.WriteStartArray("data"u8);
            var bad = WriteData(json, tensor);
            if (bad >= 0)
            {
                return Problem.Refused("not-finite", $"Element {bad} of '{tensor.Name}' is not a finite number.") with
                {
                    Field = $"{list}[{i}].data",
                };
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>The index of the first element that can't be written, or -1.</summary>
    private static int WriteData(Utf8JsonWriter json, Tensor tensor) => tensor switch
    {
        Tensor<float> floats => WriteAll<float, OipFp32>(json, floats),
        Tensor<double> doubles => WriteAll<double, OipFp64>(json, doubles),
        Tensor<long> longs => WriteAll<long, OipInteger<long>>(json, longs),
        Tensor<int> ints => WriteAll<int, OipInteger<int>>(json, ints),
        Tensor<bool> flags => WriteAll<bool, OipBool>(json, flags),
        Tensor<string> texts => WriteAll<string, OipText>(json, texts),
        Tensor<Half> halves => WriteAll<Half, OipFp16>(json, halves),
        Tensor<byte> bytes => WriteAll<byte, OipInteger<byte>>(json, bytes),
        Tensor<sbyte> sbytes => WriteAll<sbyte, OipInteger<sbyte>>(json, sbytes),
        Tensor<short> shorts => WriteAll<short, OipInteger<short>>(json, shorts),
        Tensor<ushort> ushorts => WriteAll<ushort, OipInteger<ushort>>(json, ushorts),
        Tensor<uint> uints => WriteAll<uint, OipInteger<uint>>(json, uints),
        Tensor<ulong> ulongs => WriteAll<ulong, OipInteger<ulong>>(json, ulongs),
        _ => throw new UnreachableException($"Unknown tensor type {tensor.Type}."),
    };

    private static int WriteAll<T, TElement>(Utf8JsonWriter json, Tensor<T> tensor)
        where TElement : struct, IOipElement<T>
    {
        var data = tensor.Data.Span;
        for (var i = 0; i < data.Length; i++)
        {
            if (!TElement.TryWrite(json, data[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
