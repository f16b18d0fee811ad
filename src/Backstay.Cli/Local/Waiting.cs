using Backstay.Cli.Output;
using Spectre.Console;

namespace Backstay.Cli.Local;

/// <summary>Shows people on a terminal that something goes on.</summary>
internal static class Waiting
{
    public static Task<T> ForAsync<T>(Printer printer, string what, Func<Task<T>> work) =>
        printer.Format == OutputFormat.Json || !printer.Console.Profile.Out.IsTerminal
            ? work()
            : printer.Console.Status().StartAsync(what, _ => work());
}
