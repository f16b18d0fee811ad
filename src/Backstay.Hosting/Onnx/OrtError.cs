namespace Backstay.Hosting.Onnx;

/// <summary>What a native call reported.</summary>
internal sealed record OrtError(int Code, string Message)
{
    /// <summary>The code for arguments that the graph does not take.</summary>
    public const int InvalidArgument = 2;
}
