using Spectre.Console;

namespace Backstay.Cli.Output;

internal static class ConsoleLines
{
    /// <summary>
    /// Writes one line as it is: not wrapped at the width that a pipe does not have, so that keys, digests and secrets
    /// stay whole, and without control characters that others put into their texts.
    /// </summary>
    public static void Line(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(Printer.Safe(text));
}
