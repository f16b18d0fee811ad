using System.Runtime.InteropServices;
using Backstay.Core.Primitives;

namespace Backstay.Hosting.Onnx;

/// <summary>
/// Finds the native library: the path in <c>BACKSTAY_ONNXRUNTIME</c>, else a file beside the binaries, else the npm package
/// <c>onnxruntime-node</c> in a <c>node_modules</c> folder at or above the binaries.
/// </summary>
public static class OnnxRuntimeLocator
{
    public const string Variable = "BACKSTAY_ONNXRUNTIME";

    private const string FileName = "libonnxruntime.so.1";
    private const string Hint =
        "Run 'npm ci --ignore-scripts' in the repository, or set " + Variable + " to the path of " + FileName + ".";

    public static Result<string> Locate() =>
        Locate(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    /// <param name="configured">A path that goes before everything else; it must exist. Null or empty for none.</param>
    /// <param name="start">The folder of the binaries.</param>
    public static Result<string> Locate(string? configured, string start)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return File.Exists(configured)
                ? Path.GetFullPath(configured)
                : Problem.Unavailable("onnxruntime-missing", $"{Variable} names '{configured}', which does not exist.", Hint);
        }

        var beside = Path.Combine(start, FileName);
        if (File.Exists(beside))
        {
            return beside;
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (InPackage(Path.Combine(folder.FullName, "node_modules", "onnxruntime-node", "bin")) is { } found)
            {
                return found;
            }
        }

        return Problem.Unavailable("onnxruntime-missing", $"The ONNX Runtime library {FileName} was not found.", Hint);
    }

    private static string? InPackage(string bin)
    {
        if (!Directory.Exists(bin))
        {
            return null;
        }

        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var versions = Directory.GetDirectories(bin, "napi-v*");
        Array.Sort(versions, StringComparer.Ordinal);
        for (var i = versions.Length - 1; i >= 0; i--)
        {
            var path = Path.Combine(versions[i], "linux", architecture, FileName);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
