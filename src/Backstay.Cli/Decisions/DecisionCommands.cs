using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Decisions;
using Backstay.Core.Primitives;

namespace Backstay.Cli.Decisions;

/// <summary><c>backstay decision</c>: an endpoint's latest requests.</summary>
internal static class DecisionCommands
{
    public static Command Create() => new("decision", "Decisions: how requests were routed.") { CreateList() };

    private static Command CreateList()
    {
        var endpoint = TextValues.Argument<Name>("ENDPOINT", "The endpoint.");
        var limit = CommonOptions.Limit();
        var command = new Command("list", "List an endpoint's latest decisions, newest first.") { endpoint, limit };
        command.Run(async (parsed, context, ct) =>
        {
            var decisions = await context.Client.ListDecisionsAsync(parsed.GetRequiredValue(endpoint), parsed.GetValue(limit), ct);
            context.Printer.Print(decisions, console =>
            {
                var table = Tables.WithColumns("decision", "time", "assigned", "served", "bucket", "status", "fallback");
                foreach (var decision in decisions.Items)
                {
                    table.Row(
                        decision.Id.ToString(), Words.Time(decision.Time), decision.AssignedRelease, decision.ServedRelease,
                        Words.Integer(decision.Bucket), Words.Integer(decision.Status), decision.FallbackReason);
                }

                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay decision list delay --limit 20");
    }
}
