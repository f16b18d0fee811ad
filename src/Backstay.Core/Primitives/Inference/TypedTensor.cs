using System.Collections.Immutable;

namespace Backstay.Core.Primitives.Inference;

/// <summary>A tensor whose elements are of type <typeparamref name="T"/>. Made by <see cref="Tensor.Of{T}(string, ReadOnlySpan{long}, T[])"/>.</summary>
public sealed class Tensor<T> : Tensor
{
    internal Tensor(string name, TensorType type, ImmutableArray<long> shape, ReadOnlyMemory<T> data)
        : base(name, type, shape, data.Length) =>
        Data = data;

    /// <summary>The elements, row-major.</summary>
    public ReadOnlyMemory<T> Data { get; }

    public override bool TryGetNumber(int index, out double value)
    {
        value = 0;
        if ((uint)index >= (uint)Data.Length)
        {
            return false;
        }

        // The type tests are constants to the compiler of each instantiation: no boxing is left.
        var element = Data.Span[index];
        switch (element)
        {
            case float number:
                value = number;
                return true;
            case double number:
                value = number;
                return true;
            case long number:
                value = number;
                return true;
            case int number:
                value = number;
                return true;
            case bool flag:
                value = flag ? 1 : 0;
                return true;
            case byte number:
                value = number;
                return true;
            case sbyte number:
                value = number;
                return true;
            case short number:
                value = number;
                return true;
            case ushort number:
                value = number;
                return true;
            case uint number:
                value = number;
                return true;
            case ulong number:
                value = number;
                return true;
            case Half number:
                value = (double)number;
                return true;
            default:
                return false;
        }
    }
}
