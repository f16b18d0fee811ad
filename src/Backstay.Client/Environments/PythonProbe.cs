using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Environments;

namespace Backstay.Client.Environments;

/// <summary>Asks a Python interpreter what it is and what is installed for it.</summary>
internal static class PythonProbe
{
    private const int MaxOutputBytes = 1_048_576;

    /// <summary>
    /// The current folder leaves the path first, so that no file there passes for a module. The first distribution of a
    /// name is the one that an import finds.
    /// </summary>
    private const string Script =
        """
        import sys
        sys.path[:] = [p for p in sys.path if p]
        import json, platform, re
        try:
            from importlib import metadata
            found = metadata.distributions()
        except ImportError:
            found = []
        packages = {}
        for d in found:
            name = d.metadata["Name"]
            if name and d.version:
                packages.setdefault(re.sub(r"[-_.]+", "-", name).lower(), d.version)
        json.dump({"implementation": platform.python_implementation(), "version": platform.python_version(),
                   "compiler": platform.python_compiler() or None, "packages": packages}, sys.stdout)
        """;

    public static async Task<PythonEnvironment?> ReadAsync(
        string interpreter, TimeSpan timeout, TimeProvider time, CaptureNotes notes, CancellationToken ct)
    {
        var answer = await BoundedProcess.RunAsync(interpreter, ["-c", Script], timeout, MaxOutputBytes, time, ct);
        if (answer.Output is not { } output)
        {
            notes.Add($"python: {answer.Failure}");
            return null;
        }

        try
        {
            return Parse(output);
        }
        catch (JsonException)
        {
            notes.Add("python: the interpreter's answer can't be read");
            return null;
        }
    }

    private static PythonEnvironment Parse(string output)
    {
        var answer = JsonSerializer.Deserialize(output, PythonAnswerJson.Default.PythonAnswer) ?? throw new JsonException("No answer.");
        var packages = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, version) in answer.Packages)
        {
            if (BoundedText.Value(version) is { } known)
            {
                packages[name] = known;
            }
        }

        return new PythonEnvironment(
            BoundedText.Value(answer.Implementation) ?? throw new JsonException("No implementation."),
            BoundedText.Value(answer.Version) ?? throw new JsonException("No version."),
            BoundedText.Value(answer.Compiler),
            packages.ToImmutable());
    }
}
