namespace Backstay.Client.Environments;

/// <summary>What to look at in a capture.</summary>
public sealed record EnvironmentCaptureOptions
{
    public static readonly TimeSpan DefaultPythonTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The folder whose lock files count; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>The Python interpreter, as a path or looked up in PATH; null looks at none.</summary>
    public string? Python { get; init; } = "python3";

    /// <summary>How long the interpreter may take to name its packages.</summary>
    public TimeSpan PythonTimeout { get; init; } = DefaultPythonTimeout;

    /// <summary>The ONNX Runtime library; null looks beside the binaries and in <c>node_modules</c> at or above them.</summary>
    public string? OnnxRuntime { get; init; }
}
