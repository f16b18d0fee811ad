using System.Text.Json;

namespace Backstay.Client.Environments;

/// <summary>
/// The version of the ONNX Runtime that serves models here, without loading it: from the npm package that its library
/// lies in, else from the library's file name.
/// </summary>
internal static class OnnxRuntimeProbe
{
    private const string Package = "onnxruntime-node";
    private const string LibraryPrefix = "libonnxruntime.so.";

    /// <param name="library">The library; null looks for one.</param>
    /// <param name="start">The folder of the binaries.</param>
    public static string? Read(string? library, string start, CaptureNotes notes)
    {
        if (library is not null && !File.Exists(library))
        {
            notes.Add($"onnx runtime: there is no file '{library}'");
            return null;
        }

        var version = library is null ? Search(start) : PackageAbove(library) ?? VersionInName(library);
        if (version is null)
        {
            notes.Add(library is null ? "onnx runtime: none was found" : "onnx runtime: the library's version is unknown");
        }

        return version;
    }

    private static string? Search(string start)
    {
        // As the model host looks for it: beside the binaries, then in node_modules at or above them.
        if (Directory.Exists(start)
            && Directory.EnumerateFiles(start, LibraryPrefix + "*").Select(VersionInName).FirstOrDefault(v => v is not null) is { } beside)
        {
            return beside;
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (VersionIn(Path.Combine(folder.FullName, "node_modules", Package, "package.json")) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? PackageAbove(string library)
    {
        for (var folder = new FileInfo(Path.GetFullPath(library)).Directory; folder is not null; folder = folder.Parent)
        {
            if (folder.Name == Package)
            {
                return VersionIn(Path.Combine(folder.FullName, "package.json"));
            }
        }

        return null;
    }

    private static string? VersionIn(string packageJson)
    {
        if (BoundedText.OfFile(packageJson) is not { } text)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String
                ? BoundedText.Value(version.GetString())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary><c>libonnxruntime.so.1.20.1</c> says it; <c>libonnxruntime.so.1</c> is a link to such a file, or says too little.</summary>
    private static string? VersionInName(string library)
    {
        var target = new FileInfo(library).ResolveLinkTarget(returnFinalTarget: true)?.Name ?? Path.GetFileName(library);
        return target.StartsWith(LibraryPrefix, StringComparison.Ordinal) && target[LibraryPrefix.Length..].Contains('.', StringComparison.Ordinal)
            ? target[LibraryPrefix.Length..]
            : null;
    }
}
