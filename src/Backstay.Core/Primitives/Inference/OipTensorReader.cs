using System.Diagnostics;
using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>Reads a tensor's data once its type and shape are known, flat or nested, straight into the tensor's array.</summary>
internal static class OipTensorReader
{
    /// <param name="json">Stands on the first token of the data; afterwards on its last.</param>
    /// <param name="count">Elements that the shape asks for, already within the limits.</param>
    public static Result<Tensor> Read(
        ref Utf8JsonReader json, string name, TensorType type, long[] shape, int count, string field) => type switch
        {
            TensorType.Bool => Read<bool, OipBool>(ref json, name, shape, count, field),
            TensorType.UInt8 => Read<byte, OipInteger<byte>>(ref json, name, shape, count, field),
            TensorType.UInt16 => Read<ushort, OipInteger<ushort>>(ref json, name, shape, count, field),
            TensorType.UInt32 => Read<uint, OipInteger<uint>>(ref json, name, shape, count, field),
            TensorType.UInt64 => Read<ulong, OipInteger<ulong>>(ref json, name, shape, count, field),
            TensorType.Int8 => Read<sbyte, OipInteger<sbyte>>(ref json, name, shape, count, field),
            TensorType.Int16 => Read<short, OipInteger<short>>(ref json, name, shape, count, field),
            TensorType.Int32 => Read<int, OipInteger<int>>(ref json, name, shape, count, field),
            TensorType.Int64 => Read<long, OipInteger<long>>(ref json, name, shape, count, field),
            TensorType.Fp16 => Read<Half, OipFp16>(ref json, name, shape, count, field),
            TensorType.Fp32 => Read<float, OipFp32>(ref json, name, shape, count, field),
            TensorType.Fp64 => Read<double, OipFp64>(ref json, name, shape, count, field),
            TensorType.Bytes => Read<string, OipText>(ref json, name, shape, count, field),
            _ => throw new UnreachableException($"Unknown tensor type {type}."),
        };

    private static Result<Tensor> Read<T, TElement>(
        ref Utf8JsonReader json, string name, long[] shape, int count, string field)
        where TElement : struct, IOipElement<T>
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return Problem.Invalid(field, "The data of a tensor is an array, flat or nested.");
        }

        var data = new T[count];
        json.Read();
        var nested = json.TokenType == JsonTokenType.StartArray && shape.Length > 1;
        var problem = nested
            ? ReadNested<T, TElement>(ref json, shape, data, field)
            : ReadFlat<T, TElement>(ref json, data, field);
        return problem is null ? Tensor.Of(name, shape, data) : problem;
    }

    private static Problem? ReadFlat<T, TElement>(ref Utf8JsonReader json, T[] data, string field)
        where TElement : struct, IOipElement<T>
    {
        var next = 0;
        while (json.TokenType != JsonTokenType.EndArray)
        {
            if (next == data.Length)
            {
                return Problem.Invalid(field, $"The shape asks for {data.Length} elements; the data holds more.");
            }

            if (!TElement.TryRead(ref json, out data[next]))
            {
                return BadElement<T, TElement>(next, field);
            }

            next++;
            json.Read();
        }

        return next == data.Length
            ? null
            : Problem.Invalid(field, $"The shape asks for {data.Length} elements; the data holds {next}.");
    }

    /// <summary>Walks the arrays with one counter a dimension, so that every row is as long as the shape says.</summary>
    private static Problem? ReadNested<T, TElement>(ref Utf8JsonReader json, long[] shape, T[] data, string field)
        where TElement : struct, IOipElement<T>
    {
        Span<long> filled = stackalloc long[OipLimits.MaxRank];
        var depth = 0;
        var next = 0;
        for (; ; json.Read())
        {
            if (json.TokenType == JsonTokenType.EndArray)
            {
                if (filled[depth] != shape[depth])
                {
                    return Ragged(depth, shape[depth], field);
                }

                if (--depth < 0)
                {
                    return null;
                }

                continue;
            }

            if (filled[depth] == shape[depth])
            {
                return Ragged(depth, shape[depth], field);
            }

            filled[depth]++;
            if (json.TokenType == JsonTokenType.StartArray && depth + 1 < shape.Length)
            {
                filled[++depth] = 0;
            }
            else if (depth + 1 < shape.Length)
            {
                return Problem.Invalid(field, $"Nested data needs {shape.Length} levels of arrays here, as the shape has dimensions.");
            }
            else if (!TElement.TryRead(ref json, out data[next]))
            {
                return BadElement<T, TElement>(next, field);
            }
            else
            {
                next++;
            }
        }
    }

    private static Problem Ragged(int depth, long length, string field) =>
        Problem.Invalid(field, $"Every array of dimension {depth} must hold {length} items, as the shape says.");

    private static Problem BadElement<T, TElement>(int index, string field)
        where TElement : struct, IOipElement<T> =>
        Problem.Invalid(field, $"Element {index} must be {TElement.Rule}.");
}
