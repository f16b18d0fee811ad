using Backstay.Core.Primitives;
using Backstay.Hosting.Onnx;

namespace Backstay.Hosting.Tests;

public sealed class OnnxRuntimeLocatorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("backstay-locator").FullName;

    [Fact]
    public void The_configured_path_goes_before_everything_else_and_must_exist()
    {
        var library = Touch("own.so");

        Assert.Equal(library, OnnxRuntimeLocator.Locate(library, _root).Value);
        Assert.Equal("onnxruntime-missing", OnnxRuntimeLocator.Locate(library + ".gone", _root).Problem?.Code);
    }

    [Fact]
    public void The_library_beside_the_binaries_is_found() =>
        Assert.Equal(Touch("libonnxruntime.so.1"), OnnxRuntimeLocator.Locate(null, _root).Value);

    [Fact]
    public void The_npm_package_is_found_above_the_binaries()
    {
        var architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";
        var library = Touch("node_modules", "onnxruntime-node", "bin", "napi-v6", "linux", architecture, "libonnxruntime.so.1");

        Assert.Equal(library, OnnxRuntimeLocator.Locate(string.Empty, Directory.CreateDirectory(Path.Combine(_root, "a", "b")).FullName).Value);
    }

    [Fact]
    public void An_absent_library_is_a_problem_that_says_how_to_get_it()
    {
        var problem = OnnxRuntimeLocator.Locate(null, _root).Problem;

        Assert.Equal(ProblemKind.Unavailable, problem?.Kind);
        Assert.Contains("npm ci --ignore-scripts", problem?.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_library_is_a_problem()
    {
        var text = Touch("text.so");
        File.WriteAllText(text, "not a library");

        Assert.Equal("onnxruntime-unusable", OrtApi.Load(text).Problem?.Code);
    }

    [Fact]
    public void Another_memory_limit_in_one_process_is_refused()
    {
        Assert.NotNull(TestRuntime.Instance);

        Assert.Equal("onnxruntime-configured", OnnxModelRuntime.Create(new OnnxRuntimeOptions()).Problem?.Code);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Touch(params string[] parts)
    {
        var path = Path.Combine([_root, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
        return path;
    }
}
