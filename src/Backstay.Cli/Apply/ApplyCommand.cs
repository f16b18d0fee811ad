using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Apply;
using Backstay.Client.Endpoints;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Spectre.Console;

namespace Backstay.Cli.Apply;

/// <summary><c>backstay apply</c>: makes the server be as files say. All documents are checked before the first is applied.</summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        var files = new Option<FileInfo[]>("--file", "-f") { Description = "YAML or JSON with endpoints, releases, rollouts and systems. Repeatable.", HelpName = "FILE", Required = true };
        var plan = new Option<bool>("--plan") { Description = "Only show what would change." };
        var command = new Command("apply", "Make the server be as files say. Applying the same files again changes nothing.") { files, plan };
        command.Run(async (parsed, context, ct) =>
        {
            var documents = await ApplyFiles.ReadAsync(parsed.GetRequiredValue(files), ct);
            var planned = await context.Client.PlanAsync(new PlanRequest { Documents = [.. documents.Select(d => d.Document)] }, ct);
            for (var i = 0; i < documents.Length; i++)
            {
                if (planned.Changes[i].Problem is { } problem)
                {
                    throw Refusal(documents[i].Source, problem);
                }
            }

            if (!parsed.GetValue(plan))
            {
                for (var i = 0; i < documents.Length; i++)
                {
                    if (planned.Changes[i].Action != PlannedAction.None)
                    {
                        await ApplyAsync(context.Client, documents[i].Source, documents[i].Document, ct);
                    }
                }
            }

            context.Printer.Print(planned, console => Write(console, planned, parsed.GetValue(plan)));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay apply -f delay.yaml --plan", "backstay apply -f delay.yaml", "backstay apply -f endpoint.yaml -f release.json");
    }

    /// <summary>Nothing was applied: the document, its field, and the server's words.</summary>
    private static BackstayException Refusal(SourceDocument source, PlannedProblem problem) => problem.Code == "invalid-input"
        ? source.Wrong(problem.Field ?? string.Empty, problem.Message, problem.Hint)
        : CliProblems.Refused(problem.Code, $"{source.Place}: {problem.Message}", problem.Hint ?? "Nothing was applied.");

    private static async Task ApplyAsync(BackstayClient client, SourceDocument source, ApplyDocument document, CancellationToken ct)
    {
        try
        {
            _ = document switch
            {
                { Endpoint: { } d } => await client.DeclareEndpointAsync(d.Endpoint, d, idempotencyKey: null, ct),
                { Release: { } d } => await client.ProposeReleaseAsync(d, idempotencyKey: null, ct),
                { Rollout: { } d } => await client.StartRolloutAsync(d, idempotencyKey: null, ct),
                { System: { } d } => await client.SetSystemAsync(d.System, new SetSystemRequest { Version = d.Version, Why = d.Why }, idempotencyKey: null, ct),
                _ => (object?)null,
            };
        }
        catch (BackstayException refused)
        {
            throw new BackstayException(refused.Problem with
            {
                Message = $"{source.Place}: {refused.Problem.Message}",
                Hint = refused.Problem.Hint ?? "Documents before this one were applied; applying the files again goes on from here.",
            });
        }
    }

    private static void Write(IAnsiConsole console, PlanAnswer planned, bool isPlan)
    {
        foreach (var change in planned.Changes)
        {
            var verb = change.Action switch
            {
                PlannedAction.Create => isPlan ? "would create" : "created",
                PlannedAction.Change => isPlan ? "would change" : "changed",
                _ => "unchanged",
            };
            console.Line($"{verb}  {change.Kind} {change.Name}");
            foreach (var detail in change.Changes)
            {
                console.Line($"    {detail}");
            }
        }
    }
}
