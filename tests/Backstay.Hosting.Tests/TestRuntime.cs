using Backstay.Hosting.Onnx;

namespace Backstay.Hosting.Tests;

/// <summary>The one runtime of this process, with a memory cap small enough to be reached by a test.</summary>
internal static class TestRuntime
{
    public const long MaxTensorBytes = 256 * 1024 * 1024;

    private static readonly Lazy<OnnxModelRuntime> Shared =
        new(() => OnnxModelRuntime.Create(new OnnxRuntimeOptions { MaxTensorBytes = MaxTensorBytes }).Value);

    public static OnnxModelRuntime Instance => Shared.Value;

    public static ModelKey Key(string name, string version = "1") => ModelKey.Create(name, version).Value;
}
