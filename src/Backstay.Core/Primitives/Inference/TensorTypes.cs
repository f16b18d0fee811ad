using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Backstay.Core.Primitives.Inference;

/// <summary>Names and .NET types of the element types.</summary>
public static class TensorTypes
{
    private static readonly string[] Names =
    [
        "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES",
    ];

    /// <summary>All names, for messages.</summary>
    public static string AllNames { get; } = string.Join(", ", Names);

    /// <summary>The name on the wire: <c>FP32</c>.</summary>
    public static string ToName(this TensorType type) => Names[(int)type];

    /// <summary>Reads a name exactly as the protocol writes it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out TensorType type)
    {
        var index = Array.IndexOf(Names, name);
        type = index < 0 ? default : (TensorType)index;
        return index >= 0;
    }

    /// <summary>Bytes per element in memory; 0 for <see cref="TensorType.Bytes"/>, whose elements vary.</summary>
    public static int ElementSize(this TensorType type) => type switch
    {
        TensorType.Bool or TensorType.UInt8 or TensorType.Int8 => 1,
        TensorType.UInt16 or TensorType.Int16 or TensorType.Fp16 => 2,
        TensorType.UInt32 or TensorType.Int32 or TensorType.Fp32 => 4,
        TensorType.UInt64 or TensorType.Int64 or TensorType.Fp64 => 8,
        TensorType.Bytes => 0,
        _ => throw new UnreachableException($"Unknown tensor type {type}."),
    };

    /// <summary>The element type that <typeparamref name="T"/> stands for.</summary>
    public static TensorType Of<T>() =>
        typeof(T) == typeof(bool) ? TensorType.Bool
        : typeof(T) == typeof(byte) ? TensorType.UInt8
        : typeof(T) == typeof(ushort) ? TensorType.UInt16
        : typeof(T) == typeof(uint) ? TensorType.UInt32
        : typeof(T) == typeof(ulong) ? TensorType.UInt64
        : typeof(T) == typeof(sbyte) ? TensorType.Int8
        : typeof(T) == typeof(short) ? TensorType.Int16
        : typeof(T) == typeof(int) ? TensorType.Int32
        : typeof(T) == typeof(long) ? TensorType.Int64
        : typeof(T) == typeof(Half) ? TensorType.Fp16
        : typeof(T) == typeof(float) ? TensorType.Fp32
        : typeof(T) == typeof(double) ? TensorType.Fp64
        : typeof(T) == typeof(string) ? TensorType.Bytes
        : throw new NotSupportedException($"No tensor holds elements of type {typeof(T)}.");
}
