using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Endpoints;
using Backstay.Core.Primitives;
using Spectre.Console;

namespace Backstay.Cli.Endpoints;

/// <summary><c>backstay endpoint</c>: the names that callers call, and what stands behind them.</summary>
internal static class EndpointCommands
{
    public static Command Create() => new("endpoint", "Endpoints: the names that callers call. They are declared by 'backstay apply'.")
    {
        CreateList(),
        CreateShow(),
    };

    private static Command CreateList()
    {
        var command = new Command("list", "List endpoints with what serves them.");
        command.Run(async (_, context, ct) =>
        {
            var endpoints = await context.Client.ListEndpointsAsync(ct);
            context.Printer.Print(endpoints, console =>
            {
                var table = Tables.WithColumns("endpoint", "stage", "owner", "current", "rollout", "to", "weight");
                foreach (var e in endpoints.Items)
                {
                    table.Row(
                        e.Endpoint.ToString(), Words.Of(e.Stage), e.Owner, e.Current?.ToString(),
                        e.Rollout is null ? null : e.Rollout + (e.Paused ? " (paused)" : string.Empty), e.Canary?.ToString(),
                        e.Rollout is null ? null : Words.Percent(e.CanaryWeight));
                }

                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay endpoint list");
    }

    private static Command CreateShow()
    {
        var name = TextValues.Argument<Name>("ENDPOINT", "The endpoint.");
        var command = new Command("show", "Show an endpoint: its declaration, its traffic, its standbys.") { name };
        command.Run(async (parsed, context, ct) =>
        {
            var endpoint = await context.Client.GetEndpointAsync(parsed.GetRequiredValue(name), ct);
            context.Printer.Print(endpoint, console => Write(console, endpoint));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay endpoint show delay", "backstay endpoint show delay --output json");
    }

    private static void Write(IAnsiConsole console, EndpointView endpoint)
    {
        var config = endpoint.Config;
        console.Write(Tables.Facts(
            ("endpoint", config.Endpoint.ToString()),
            ("stage", Words.Of(config.Stage)),
            ("owner", config.Owner),
            ("why", endpoint.Why ?? "(erased)"),
            ("declared", $"{Words.Time(endpoint.Time)} by {endpoint.DeclaredBy ?? "-"}, position {endpoint.Position}"),
            ("deadline", $"{config.DeadlineMs} ms"),
            ("unit", config.Unit is { } unit ? $"header {unit.Header ?? "-"}, body field {unit.BodyField ?? "-"}" : null),
            ("backends", string.Join(", ", config.Backends.Select(b => $"{b.Name} ({Words.Of(b.Protocol)}{(b.Url is null ? string.Empty : " " + b.Url)})"))),
            ("evidence", config.Demands.Evidence.IsEmpty ? "none demanded" : string.Join(" or ", config.Demands.Evidence.Select(Words.Of))),
            ("safe default", config.SafeDefault?.Body.GetRawText()),
            ("playbook", config.Playbook?.ToString()),
            ("rollout", endpoint.Rollout is { } rollout ? $"{rollout.Rollout}: {rollout.From} to {rollout.To}, step {rollout.Step + 1} of {rollout.Plan.Steps.Length}" : null)));
        var table = Tables.WithColumns("release", "role", "share", "ready");
        foreach (var share in endpoint.Traffic)
        {
            table.Row(share.Release.ToString(), Words.Of(share.Role), Words.Percent(share.Share), Words.Of(share.Readiness));
        }

        console.Write(table);
    }
}
