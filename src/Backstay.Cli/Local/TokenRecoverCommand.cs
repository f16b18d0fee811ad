using System.CommandLine;
using Backstay.Cli.Tokens;
using Backstay.Client;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.Storage;

namespace Backstay.Cli.Local;

/// <summary><c>backstay token recover</c>: back in after the last admin token expired or its secret was lost. No server runs.</summary>
internal static class TokenRecoverCommand
{
    public static Command Create()
    {
        var name = TokenCommands.NameArgument();
        var holder = TokenCommands.Holder();
        var data = new Option<DirectoryInfo>("--data", "-d") { Description = "The data folder of the stopped server.", HelpName = "FOLDER", Required = true };
        var days = TokenCommands.Days();
        var command = new Command(
            "recover",
            "Create an admin token in a data folder, without a server: where the last one has expired or its secret is lost. The ledger says that the folder's owner did it.")
        {
            name, holder, data, days,
        };
        command.Run(async (parsed, context, ct) =>
        {
            var wanted = new NewToken
            {
                Name = parsed.GetRequiredValue(name),
                Scope = TokenScope.Admin,
                Holder = parsed.GetRequiredValue(holder),
                LifetimeDays = parsed.GetValue(days),
            };
            TokenCommands.Print(context.Printer, await RecoverAsync(parsed.GetRequiredValue(data), wanted, ct));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay token recover ops-admin-2 --holder alice --data /var/lib/backstay");
    }

    private static async Task<CreatedToken> RecoverAsync(DirectoryInfo data, NewToken wanted, CancellationToken ct)
    {
        try
        {
#pragma warning disable RS0030 // the composition root names the real clock
            var recovered = await TokenRecovery.RunAsync(data.FullName, wanted, TimeProvider.System, ServeCommand.Log, ct);
#pragma warning restore RS0030
            return recovered.TryGet(out var created, out var problem)
                ? created
                : throw CliProblems.Of(problem);
        }
        catch (DataFolderInUseException inUse)
        {
            throw CliProblems.Refused("data-folder-in-use", inUse.Message, "Stop the server first. While an admin token is live, 'backstay token create' makes others in a running one.");
        }
        catch (Exception failure) when (StartFailure.Explain(failure, new ServeOptions { DataFolder = data.FullName }) is { } problem)
        {
            throw new BackstayException(problem);
        }
    }
}
