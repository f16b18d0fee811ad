using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Status;
using Spectre.Console;

namespace Backstay.Cli.Status;

/// <summary><c>backstay status</c>: one page about the server.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "One page about the server. Exit code 3 where its ledger accepts nothing.");
        command.Run(async (_, context, ct) =>
        {
            var status = await context.Client.GetAsync<NodeStatus>("status", ct);
            context.Printer.Print(status, console => Write(console, status));
            return status.Broken is null ? ExitCodes.Ok : ExitCodes.Unavailable;
        });
        return command.WithExamples("backstay status", "backstay status --output json");
    }

    private static void Write(IAnsiConsole console, NodeStatus status)
    {
        console.Line($"version           {status.Version}");
        console.Line($"log               {status.Log}");
        console.Line($"position          {status.Position}");
        console.Line($"last entry        {(status.Position == 0 ? "none" : $"{status.LastEntry:u}")}");
        console.Line($"endpoints         {status.Endpoints}");
        console.Line($"active rollouts   {status.ActiveRollouts}");
        console.Line($"live tokens       {(status.Tokens == 0 ? "none; loopback is admin until the first one is made" : status.Tokens)}");
        console.Line($"waiting commands  {status.WaitingCommands}");
        console.Line($"ledger            {status.Broken ?? "accepts commands"}");
        if (status.Detail is { } detail)
        {
            console.Line($"to be mended      {detail}");
        }
    }
}
