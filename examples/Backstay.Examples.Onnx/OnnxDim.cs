namespace Backstay.Examples.Onnx;

/// <summary>One dimension of a declared shape: a fixed length, or a name for a length that the caller chooses.</summary>
public readonly record struct OnnxDim
{
    private OnnxDim(long length, string? symbol)
    {
        Length = length;
        Symbol = symbol;
    }

    /// <summary>The usual first dimension: any number of rows.</summary>
    public static OnnxDim Batch { get; } = Named("batch");

    /// <summary>The fixed length; 0 where <see cref="Symbol"/> is set.</summary>
    public long Length { get; }

    /// <summary>The name of a variable length, or null.</summary>
    public string? Symbol { get; }

    public static OnnxDim Fixed(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new OnnxDim(length, null);
    }

    public static OnnxDim Named(string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        return new OnnxDim(0, symbol);
    }

    public static implicit operator OnnxDim(long length) => Fixed(length);
}
