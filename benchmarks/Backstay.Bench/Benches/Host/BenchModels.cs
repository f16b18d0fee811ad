using Backstay.Examples.Onnx;

namespace Backstay.Bench.Benches.Host;

/// <summary>Models of three sizes: one whose run costs next to nothing, one that would be missed, and one that takes its time to load.</summary>
internal static class BenchModels
{
    public const int Columns = 8;
    private const int Width = 1_024;

    /// <summary>y[batch,1] = x[batch,8] · w.</summary>
    public static byte[] Small(float factor) => new OnnxModelBuilder("small")
        .Input("x", OnnxType.Float32, OnnxDim.Batch, Columns)
        .Initializer("w", [.. Enumerable.Repeat(factor, Columns)], Columns, 1)
        .MatMul("x", "w", "y")
        .Output("y", OnnxType.Float32, OnnxDim.Batch, 1)
        .ToBytes();

    /// <summary>One layer of 64 KiB.</summary>
    public static byte[] Medium(float factor)
    {
        const int Wide = 128;
        return new OnnxModelBuilder("medium")
            .Input("x", OnnxType.Float32, OnnxDim.Batch, Wide)
            .Initializer("w", [.. Enumerable.Repeat(factor, Wide * Wide)], Wide, Wide)
            .MatMul("x", "w", "y")
            .Output("y", OnnxType.Float32, OnnxDim.Batch, Wide)
            .ToBytes();
    }

    /// <summary>Eight layers of 4 MiB each.</summary>
    public static byte[] Large()
    {
        const int Layers = 8;
        var model = new OnnxModelBuilder("large").Input("x", OnnxType.Float32, OnnxDim.Batch, Width);
        for (var layer = 0; layer < Layers; layer++)
        {
            var weights = new float[Width * Width];
            Array.Fill(weights, 1f / (Width + layer));
            model.Initializer($"w{layer}", weights, Width, Width)
                .MatMul(layer == 0 ? "x" : $"h{layer}", $"w{layer}", layer == Layers - 1 ? "y" : $"h{layer + 1}");
        }

        return model.Output("y", OnnxType.Float32, OnnxDim.Batch, Width).ToBytes();
    }

    public static int LargeColumns => Width;
}
