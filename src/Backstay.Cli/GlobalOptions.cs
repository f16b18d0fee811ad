using System.CommandLine;
using System.Globalization;
using Backstay.Cli.Output;
using Backstay.Client;
using Spectre.Console;

namespace Backstay.Cli;

/// <summary>The options that every command takes, and how a command runs under them.</summary>
internal static class GlobalOptions
{
    public const string ServerVariable = "BACKSTAY_SERVER";
    public const string TokenVariable = "BACKSTAY_TOKEN";
    private const string DefaultServer = "http://127.0.0.1:7070";
    private const int WidthOfPipes = 200;
    private const int LeastWidth = 40;
    private const int MostWidth = 1_000;

    public static Option<Uri> Server { get; } = MakeServer();

    public static Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "text for people, json for programs.",
        HelpName = "text|json",
        Recursive = true,
        DefaultValueFactory = _ => OutputFormat.Text,
    };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Server);
        root.Options.Add(Output);
    }

    /// <summary>Runs <paramref name="action"/> with a client; every refusal becomes a line, a hint and an exit code.</summary>
    public static void Run(this Command command, Func<ParseResult, CliContext, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, ct) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var printer = new Printer(parsed.GetValue(Output), ConsoleOn(output), error);
            using var client = new BackstayClient(parsed.GetRequiredValue(Server), Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null);
            try
            {
                return await action(parsed, new CliContext(client, printer), ct);
            }
            catch (BackstayException refused)
            {
                printer.PrintProblem(refused.Problem);
                return ExitCodeOf(refused.Problem);
            }
        });

    /// <summary>A pipe has no width of its own; a generous one keeps a row of a table on one line.</summary>
    private static IAnsiConsole ConsoleOn(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = StatedWidth() ?? WidthOfPipes;
        }

        return console;
    }

    private static Option<Uri> MakeServer()
    {
        var option = WebAddress.Option(
            "--server",
            $"The control API's address (default: ${ServerVariable}, else {DefaultServer}). A token is read from ${TokenVariable}.",
            () => Environment.GetEnvironmentVariable(ServerVariable) ?? DefaultServer);
        option.Recursive = true;
        return option;
    }

    /// <summary>COLUMNS, which programs that show our output set for those that they start.</summary>
    private static int? StatedWidth() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
        && columns is >= LeastWidth and <= MostWidth
            ? columns
            : null;

    private static int ExitCodeOf(ClientProblem problem) => problem.Status switch
    {
        400 or 413 => ExitCodes.BadInput,
        0 or >= 500 => ExitCodes.Unavailable,
        _ => ExitCodes.Refused,
    };
}
