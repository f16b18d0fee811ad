using System.CommandLine;
using Backstay.Cli.Hosting;
using Backstay.Cli.Ledger;
using Backstay.Cli.Local;
using Backstay.Cli.Status;
using Backstay.Cli.Tokens;
using Backstay.Cli;

var root = new RootCommand("Backstay: versions, releases, rollouts and rollbacks of AI systems.");
GlobalOptions.AddTo(root);
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(StatusCommand.Create());
root.Subcommands.Add(LedgerCommands.Create());
root.Subcommands.Add(TokenCommands.Create());
root.Subcommands.Add(HostCommands.Create());

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"error: invalid-input: {error.Message}");
    }

    await Console.Error.WriteLineAsync($"hint: see 'backstay {string.Join(' ', parsed.CommandResult.Command.Parents.Any() ? [parsed.CommandResult.Command.Name] : Array.Empty<string>())} --help'");
    return ExitCodes.BadInput;
}

return await parsed.InvokeAsync();
