namespace Backstay.Hosting.Onnx;

/// <summary>Bounds of the engine.</summary>
public sealed class OnnxRuntimeOptions
{
    /// <summary>Default of <see cref="MaxTensorBytes"/>: 4 GiB.</summary>
    public const long DefaultMaxTensorBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>
    /// Bytes that the intermediate tensors of all runs may take together. A graph that asks for more gets an error; the
    /// process is not killed for want of memory. Weights are bounded by the model files and the host's budget.
    /// </summary>
    public long MaxTensorBytes { get; init; } = DefaultMaxTensorBytes;
}
