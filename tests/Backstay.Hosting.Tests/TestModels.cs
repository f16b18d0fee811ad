using Backstay.Examples.Onnx;

namespace Backstay.Hosting.Tests;

/// <summary>Small real models.</summary>
internal static class TestModels
{
    /// <summary>y[batch,1] = x[batch,2] · (factor, 1).</summary>
    public static byte[] Linear(float factor) => new OnnxModelBuilder("linear")
        .Input("x", OnnxType.Float32, OnnxDim.Batch, 2)
        .Initializer("w", [factor, 1f], 2, 1)
        .MatMul("x", "w", "y")
        .Output("y", OnnxType.Float32, OnnxDim.Batch, 1)
        .ToBytes();

    /// <summary>Hands every input type through, one node each.</summary>
    public static byte[] Identity(OnnxType type) => new OnnxModelBuilder("identity")
        .Input("x", type, OnnxDim.Batch)
        .Identity("x", "y")
        .Output("y", type, OnnxDim.Batch)
        .ToBytes();

    /// <summary>y = ones in the shape that the caller names: a few bytes can ask for terabytes.</summary>
    public static byte[] Allocator() => new OnnxModelBuilder("allocator")
        .Input("shape", OnnxType.Int64, 2)
        .Node("ConstantOfShape", ["shape"], ["zeros"])
        .Node("ReduceSum", ["zeros"], ["y"], OnnxAttribute.Int("keepdims", 0))
        .Output("y", OnnxType.Float32)
        .ToBytes();

    /// <summary>y = a / b over integers.</summary>
    public static byte[] Division(string operation, OnnxType type) => new OnnxModelBuilder("division")
        .Input("a", type, OnnxDim.Batch)
        .Input("b", type, OnnxDim.Batch)
        .Node(operation, ["a", "b"], ["y"])
        .Output("y", type, OnnxDim.Batch)
        .ToBytes();

    /// <summary>Reads one row of three by an index of the caller.</summary>
    public static byte[] Lookup() => new OnnxModelBuilder("lookup")
        .Input("i", OnnxType.Int64, OnnxDim.Batch)
        .Initializer("rows", [1f, 2f, 3f], 3)
        .Node("Gather", ["rows", "i"], ["y"])
        .Output("y", OnnxType.Float32, OnnxDim.Batch)
        .ToBytes();

    /// <summary>y[batch,256] = x, by as many multiplications with the identity as asked for: a run of any length.</summary>
    public static byte[] Slow(int layers)
    {
        const int Width = 256;
        var model = new OnnxModelBuilder("slow").Input("x", OnnxType.Float32, OnnxDim.Batch, Width);
        var weights = new float[Width * Width];
        for (var i = 0; i < Width; i++)
        {
            weights[(i * Width) + i] = 1;
        }

        model.Initializer("w", weights, Width, Width);
        for (var layer = 0; layer < layers; layer++)
        {
            model.MatMul(layer == 0 ? "x" : $"h{layer}", "w", layer == layers - 1 ? "y" : $"h{layer + 1}");
        }

        return model.Output("y", OnnxType.Float32, OnnxDim.Batch, Width).ToBytes();
    }
}
