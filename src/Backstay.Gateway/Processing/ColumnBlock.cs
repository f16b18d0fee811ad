using System.Diagnostics;
using System.Numerics;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Gateway.Processing;

/// <summary>The columns of one input tensor within the rows that were read.</summary>
internal readonly ref struct ColumnBlock(ReadOnlySpan<double> values, int rows, int width, int first, int columns)
{
    private readonly ReadOnlySpan<double> _values = values;

    public Result<Tensor> ToTensor(InputMapping input) => input.Type switch
    {
        TensorType.Fp32 => Fill<float>(input),
        TensorType.Fp64 => Fill<double>(input),
        TensorType.Int32 => Fill<int>(input),
        TensorType.Int64 => Fill<long>(input),
        _ => throw new UnreachableException($"The reader refuses {input.Type}."),
    };

    private Result<Tensor> Fill<T>(InputMapping input)
        where T : struct, INumber<T>
    {
        var data = new T[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var value = _values[(row * width) + first + column];
                if (!TryConvert(value, out T converted))
                {
                    return Problem.Invalid(input.Fields[column].Field, $"The value {value:R} does not fit {input.Type.ToName()}.");
                }

                data[(row * columns) + column] = converted;
            }
        }

        ReadOnlySpan<long> shape = [rows, columns];
        return Result<Tensor>.Ok(Tensor.Of(input.Tensor, shape, data));
    }

    private static bool TryConvert<T>(double value, out T converted)
        where T : struct, INumber<T>
    {
        converted = T.CreateSaturating(value);

        // A whole number must come back as it went in; a float only has to stay finite.
        return typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? T.IsFinite(converted)
            : Math.Abs(value) <= 1L << 53 && double.CreateSaturating(converted).Equals(value);
    }
}
