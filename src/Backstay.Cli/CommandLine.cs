using System.CommandLine;
using Backstay.Cli.Apply;
using Backstay.Cli.Decisions;
using Backstay.Cli.Endpoints;
using Backstay.Cli.Environments;
using Backstay.Cli.Hosting;
using Backstay.Cli.Incidents;
using Backstay.Cli.Ledger;
using Backstay.Cli.Local;
using Backstay.Cli.Objects;
using Backstay.Cli.Output;
using Backstay.Cli.Releases;
using Backstay.Cli.Rollouts;
using Backstay.Cli.Status;
using Backstay.Cli.Tokens;
using Backstay.Cli.Versions;
using Backstay.Client;
using Spectre.Console;

namespace Backstay.Cli;

/// <summary>The whole command line, and how it is run.</summary>
internal static class CommandLine
{
    private const int BadRequest = 400;
    private const string TraceVariable = "BACKSTAY_TRACE";

    /// <summary>How long a command that was interrupted may tidy up.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);

    /// <summary>The table of contents: one line a noun or verb.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Backstay: versions, releases, rollouts and rollbacks of AI systems.");
        GlobalOptions.AddTo(root);
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(StatusCommand.Create());
        root.Subcommands.Add(BackupCommand.Create());
        root.Subcommands.Add(RestoreCommand.Create());
        root.Subcommands.Add(LedgerCommands.Create());
        root.Subcommands.Add(TokenCommands.Create());
        root.Subcommands.Add(HostCommands.Create());
        root.Subcommands.Add(VersionCommands.Create());
        root.Subcommands.Add(LineageCommand.Create());
        root.Subcommands.Add(WhereCommand.Create());
        root.Subcommands.Add(EnvironmentCommands.Create());
        root.Subcommands.Add(ObjectCommands.Create());
        root.Subcommands.Add(ApplyCommand.Create());
        root.Subcommands.Add(ReleaseCommands.Create());
        root.Subcommands.Add(MatrixCommand.Create());
        root.Subcommands.Add(SystemCommands.Create());
        root.Subcommands.Add(EndpointCommands.Create());
        root.Subcommands.Add(RolloutCommands.Create());
        root.Subcommands.Add(RollbackCommand.Create());
        root.Subcommands.Add(ChangesCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(DecisionCommands.Create());
        root.Subcommands.Add(OutcomeCommands.Create());
        root.Subcommands.Add(IncidentCommands.Create());
        return root;
    }

    /// <summary>Runs one command; results go to <paramref name="output"/>, trouble to <paramref name="error"/>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var parsed = CreateRoot().Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await InvokeAsync(parsed, output, error, ct);
        }

        var (fault, hint) = ParseErrors.Of(parsed);
        TroubleOf(parsed, error).PrintProblem(new ClientProblem { Status = BadRequest, Code = "invalid-input", Message = fault, Hint = hint });
        return ExitCodes.BadInput;
    }

    /// <summary>A bug is told like any other trouble; where it happened, only to those who ask.</summary>
    private static async Task<int> InvokeAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken ct)
    {
        try
        {
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = ServeCommand.TakesItsTime(parsed.CommandResult.Command) ? Timeout.InfiniteTimeSpan : LongestStop,
            };
            return await parsed.InvokeAsync(invocation, ct);
        }
        catch (OperationCanceledException)
        {
            TroubleOf(parsed, error).PrintProblem(new ClientProblem { Code = "stopped", Message = "The command was stopped before it was done." });
            return ExitCodes.Unavailable;
        }
        catch (Exception bug)
        {
            TroubleOf(parsed, error).PrintProblem(new ClientProblem
            {
                Code = "unexpected",
                Message = $"{bug.Message.ReplaceLineEndings(" ")} ({bug.GetType().Name})",
                Hint = $"This is a fault of the command line. Set {TraceVariable}=1 to see where it is, and report it with that.",
            });
            if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
            {
                await error.WriteLineAsync(bug.ToString());
            }

            return ExitCodes.Unavailable;
        }
    }

    /// <summary>Trouble in the form that was asked for, as far as the line can be read; else for people.</summary>
    private static Printer TroubleOf(ParseResult parsed, TextWriter error)
    {
        var isReadable = parsed.GetResult(GlobalOptions.Output) is { } output && !output.Errors.Any();
        return new Printer(isReadable ? parsed.GetValue(GlobalOptions.Output) : OutputFormat.Text, AnsiConsole.Console, error);
    }
}
