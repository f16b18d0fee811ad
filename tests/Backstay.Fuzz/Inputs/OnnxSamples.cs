using Backstay.Examples.Onnx;

namespace Backstay.Fuzz.Inputs;

/// <summary>Small sound models: one that is served, and some of many kinds of nodes to mutate.</summary>
public static class OnnxSamples
{
    /// <summary>y = x · w + b, of two numbers a row.</summary>
    public static byte[] Linear { get; } = new OnnxModelBuilder("linear")
        .Input("x", OnnxType.Float32, OnnxDim.Batch, 2)
        .Initializer("w", [1f, 2], 2, 1).Initializer("b", [0.5f], 1)
        .Gemm("x", "w", "b", "y")
        .Output("y", OnnxType.Float32, OnnxDim.Batch, 1).ToBytes();

    public static IReadOnlyList<byte[]> All { get; } =
    [
        Linear,
        new OnnxModelBuilder("net").Input("x", OnnxType.Float32, OnnxDim.Batch, 2)
            .Initializer("w", [1f, 2, 3, 4], 2, 2).Initializer("b", [1f, 2], 2)
            .Gemm("x", "w", "b", "h", transposeWeights: true).Relu("h", "r").Softmax("r", "s").Concat(["s", "r"], "y", 1)
            .Output("y", OnnxType.Float32, OnnxDim.Batch, 4).ToBytes(),
        new OnnxModelBuilder("mean").Input("x", OnnxType.Int64, OnnxDim.Batch)
            .Node("ReduceMean", ["x"], ["y"], OnnxAttribute.Ints("axes", 0), OnnxAttribute.Int("keepdims", 0))
            .Output("y", OnnxType.Int64).ToBytes(),
        new OnnxModelBuilder("divided").Input("a", OnnxType.Int64, OnnxDim.Batch).Initializer("b", [7L], 1).Div("a", "b", "y")
            .Output("y", OnnxType.Int64, OnnxDim.Batch).ToBytes(),
    ];
}
