using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Core.Primitives;
using Spectre.Console;

namespace Backstay.Cli.Endpoints;

/// <summary><c>backstay rollback</c>: back to an earlier release, all parts together, in one command.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var endpoint = TextValues.Argument<Name>("ENDPOINT", "The endpoint to take back.");
        var to = TextValues.Option<Name>("--to", "The release to go back to; else the newest valid earlier one.", "RELEASE");
        var list = new Option<bool>("--list") { Description = "Only show where it could go back to, and why not elsewhere." };
        var why = new Option<string?>("--why") { Description = "The reason, for those who ask in a year. Needed but with --list.", HelpName = "WHY" };
        var key = CommonOptions.IdempotencyKey();
        var command = new Command("rollback", "Take an endpoint back to an earlier release, at once and all parts together.") { endpoint, to, list, why, key };
        command.Run(async (parsed, context, ct) =>
        {
            var name = parsed.GetRequiredValue(endpoint);
            if (parsed.GetValue(list))
            {
                var targets = await context.Client.ListTargetsAsync(name, ct);
                context.Printer.Print(targets, console => Write(console, targets));
                return ExitCodes.Ok;
            }

            var request = new RollbackRequest
            {
                To = parsed.GetValue(to),
                Why = parsed.GetValue(why) ?? throw CliProblems.BadInput("--why", "A rollback needs its reason.", "Add --why \"…\", or --list to look first."),
            };
            var done = await context.Client.RollBackAsync(name, request, parsed.GetValue(key), ct);
            context.Printer.Print(done, console => console.Line(
                $"{done.Endpoint} went back from {done.From} to {done.To}{(done.Rollout is null ? string.Empty : $"; rollout {done.Rollout} is over")}. Position {done.Position}."));
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay rollback delay --list",
            "backstay rollback delay --why \"Answers look wrong since noon.\"",
            "backstay rollback delay --to delay-1 --why \"The last one that we trust.\"");
    }

    private static void Write(IAnsiConsole console, Listing<TargetView> targets)
    {
        var table = Tables.WithColumns("release", "state", "ready", "verdict", "why not");
        foreach (var target in targets.Items)
        {
            table.Row(
                target.Release.ToString(), Words.Of(target.State), Words.Of(target.Readiness), target.Valid ? "valid" : "no target",
                string.Join("; ", target.WhyNot.Select(objection => objection.Message)));
        }

        console.Write(table);
    }
}
