using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Onnx;

/// <summary>Element types by the numbers that ONNX and its runtime use.</summary>
internal static class OrtElement
{
    public const int Text = 8;

    public static int Of(TensorType type) => type switch
    {
        TensorType.Fp32 => 1,
        TensorType.UInt8 => 2,
        TensorType.Int8 => 3,
        TensorType.UInt16 => 4,
        TensorType.Int16 => 5,
        TensorType.Int32 => 6,
        TensorType.Int64 => 7,
        TensorType.Bytes => Text,
        TensorType.Bool => 9,
        TensorType.Fp16 => 10,
        TensorType.Fp64 => 11,
        TensorType.UInt32 => 12,
        TensorType.UInt64 => 13,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Null for the types that the protocol has no name for (complex, bfloat16, 8- and 4-bit floats).</summary>
    public static TensorType? From(int element) => element switch
    {
        1 => TensorType.Fp32,
        2 => TensorType.UInt8,
        3 => TensorType.Int8,
        4 => TensorType.UInt16,
        5 => TensorType.Int16,
        6 => TensorType.Int32,
        7 => TensorType.Int64,
        Text => TensorType.Bytes,
        9 => TensorType.Bool,
        10 => TensorType.Fp16,
        11 => TensorType.Fp64,
        12 => TensorType.UInt32,
        13 => TensorType.UInt64,
        _ => null,
    };
}
