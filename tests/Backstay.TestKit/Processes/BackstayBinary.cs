using System.Diagnostics;

namespace Backstay.TestKit.Processes;

/// <summary>The product as users get it: the built executable, beside this test's own build.</summary>
internal static class BackstayBinary
{
    public static string FilePath { get; } = Find();

    public static ProcessStartInfo Command(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(FilePath, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("BACKSTAY_TOKEN");
        start.Environment.Remove("BACKSTAY_SERVER");
        return start;
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(CancellationToken ct, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Command(arguments)) ?? throw new InvalidOperationException($"'{FilePath}' does not start.");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await error);
    }

    private static string Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var bin = own.Parent?.Parent ?? throw new InvalidOperationException("The tests do not run from artifacts/bin.");
        var path = Path.Combine(bin.FullName, "Backstay.Cli", own.Name, "backstay");
        return File.Exists(path) ? path : throw new FileNotFoundException("Build src/Backstay.Cli first.", path);
    }
}
