using System.Diagnostics;
using System.Globalization;

namespace Backstay.Examples.Flights.Story.Processes;

/// <summary>Runs <c>backstay</c> as a person at a terminal would.</summary>
/// <param name="width">Columns that its tables may take.</param>
internal sealed class CommandLine(string binary, Func<Uri> server, int width)
{
    public async Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["BACKSTAY_SERVER"] = server().ToString();
        start.Environment["COLUMNS"] = width.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start) ?? throw new UnreachableException("Without the shell a process is always new.");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return new CommandResult(process.ExitCode, (await output).TrimEnd(), (await errors).TrimEnd());
    }
}

/// <summary>What a command came to.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Both streams as a terminal shows them.</summary>
    public string Text => (Output, Errors) switch
    {
        (var text, "") => text,
        ("", var text) => text,
        var (output, errors) => $"{output}\n{errors}",
    };
}
