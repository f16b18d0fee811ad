using System.Collections.Immutable;

namespace Backstay.Core.Primitives.Inference;

/// <summary>A named block of elements in row-major order. The concrete type is always <see cref="Tensor{T}"/>.</summary>
public abstract class Tensor
{
    private protected Tensor(string name, TensorType type, ImmutableArray<long> shape, int count)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Count = count;
    }

    public string Name { get; }

    public TensorType Type { get; }

    /// <summary>Lengths by dimension, none negative. Empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Number of elements: the product of the shape.</summary>
    public int Count { get; }

    /// <summary>A tensor over memory that the caller owns and must leave alone while the tensor is in use.</summary>
    /// <exception cref="ArgumentException">The data is not as long as the shape says.</exception>
    public static Tensor<T> Of<T>(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<T> data)
    {
        if (!TensorShape.TryCount(shape, int.MaxValue, out var count) || count != data.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}': the shape {TensorShape.ToText(shape)} does not hold {data.Length} elements.", nameof(shape));
        }

        return new Tensor<T>(name, TensorTypes.Of<T>(), [.. shape], data);
    }

    /// <summary>A tensor over an array; see the other overload.</summary>
    public static Tensor<T> Of<T>(string name, ReadOnlySpan<long> shape, T[] data) => Of(name, shape, new ReadOnlyMemory<T>(data));

    /// <summary>A tensor of zeros, or of empty strings. At most <see cref="OipLimits.MaxElements"/> elements.</summary>
    public static Tensor Zeros(string name, TensorType type, ReadOnlySpan<long> shape)
    {
        if (!TensorShape.TryCount(shape, OipLimits.MaxElements, out var count))
        {
            throw new ArgumentException($"Tensor '{name}': the shape {TensorShape.ToText(shape)} is too large or negative.", nameof(shape));
        }

        return type switch
        {
            TensorType.Bool => Of(name, shape, new bool[count]),
            TensorType.UInt8 => Of(name, shape, new byte[count]),
            TensorType.UInt16 => Of(name, shape, new ushort[count]),
            TensorType.UInt32 => Of(name, shape, new uint[count]),
            TensorType.UInt64 => Of(name, shape, new ulong[count]),
            TensorType.Int8 => Of(name, shape, new sbyte[count]),
            TensorType.Int16 => Of(name, shape, new short[count]),
            TensorType.Int32 => Of(name, shape, new int[count]),
            TensorType.Int64 => Of(name, shape, new long[count]),
            TensorType.Fp16 => Of(name, shape, new Half[count]),
            TensorType.Fp32 => Of(name, shape, new float[count]),
            TensorType.Fp64 => Of(name, shape, new double[count]),
            TensorType.Bytes => Of(name, shape, Filled(count)),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }

    /// <summary>One element as a double: booleans as 0 and 1, 64-bit integers rounded. False for text and a bad index.</summary>
    public abstract bool TryGetNumber(int index, out double value);

    private static string[] Filled(int count)
    {
        var texts = new string[count];
        Array.Fill(texts, string.Empty);
        return texts;
    }
}
