using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Endpoints;
using Backstay.Core.Primitives;

namespace Backstay.Cli.Endpoints;

/// <summary><c>backstay changes</c>: what changed, newest first, with who and why.</summary>
internal static class ChangesCommand
{
    public static Command Create()
    {
        var endpoint = TextValues.Argument<Name>("ENDPOINT", "The endpoint.");
        var since = new Option<string?>("--since") { Description = "A duration (90s, 30m, 2h, 7d), an RFC 3339 time or a ledger position; else all.", HelpName = "WHEN" };
        var limit = CommonOptions.Limit();
        var command = new Command("changes", "What changed at an endpoint, its releases and their surroundings.") { endpoint, since, limit };
        command.Run(async (parsed, context, ct) =>
        {
            var changes = await context.Client.ListChangesAsync(parsed.GetRequiredValue(endpoint), parsed.GetValue(since), parsed.GetValue(limit), ct);
            context.Printer.Print(changes, console =>
            {
                foreach (var change in changes.Items)
                {
                    console.Line($"{Words.Time(change.Time)}  {change.Position,6}  {change.By ?? "-"}{(change.OnBehalfOf is null ? string.Empty : $" for {change.OnBehalfOf}")}: {change.What}");
                    if (change.Why is { } why)
                    {
                        console.Line($"{new string(' ', 30)}why: {why}");
                    }
                }

                console.Line(changes.Items.IsEmpty ? "Nothing changed." : changes.Truncated ? "There is more: raise --limit." : $"{changes.Items.Length} changes.");
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay changes delay --since 2h", "backstay changes delay --since 2026-05-01T12:00:00Z");
    }
}
