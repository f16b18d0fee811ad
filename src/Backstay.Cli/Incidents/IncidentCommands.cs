using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Incidents;
using Backstay.Client.Live;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Spectre.Console;

namespace Backstay.Cli.Incidents;

/// <summary><c>backstay incident</c>: what went wrong, with its evidence.</summary>
internal static class IncidentCommands
{
    public static Command Create() => new("incident", "Incidents: breaches with their evidence and timeline.")
    {
        CreateList(),
        CreateShow(),
        RecomputeCommand.Create(),
    };

    private static Command CreateList()
    {
        var endpoint = TextValues.Option<Name>("--endpoint", "Only of this endpoint.", "ENDPOINT");
        var limit = CommonOptions.Limit();
        var command = new Command("list", "List incidents, newest first.") { endpoint, limit };
        command.Run(async (parsed, context, ct) =>
        {
            var incidents = await context.Client.ListIncidentsAsync(parsed.GetValue(endpoint), parsed.GetValue(limit), ct);
            context.Printer.Print(incidents, console =>
            {
                var table = Tables.WithColumns("incident", "opened", "kind", "endpoint", "rollout", "owner", "what");
                foreach (var incident in incidents.Items)
                {
                    table.Row(
                        incident.Id, Words.Time(incident.Opened), Words.Of(incident.Kind), incident.Endpoint.ToString(), incident.Rollout,
                        incident.Owner, incident.Summary);
                }

                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay incident list", "backstay incident list --endpoint delay");
    }

    private static Command CreateShow()
    {
        var id = new Argument<string>("INCIDENT") { Description = "The incident's id, such as inc-42." };
        var command = new Command("show", "Show an incident: what broke, the evidence, the timeline, and whom to ask.") { id };
        command.Run(async (parsed, context, ct) =>
        {
            var incident = await context.Client.GetIncidentAsync(parsed.GetRequiredValue(id), ct);
            context.Printer.Print(incident, console => Write(console, incident));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay incident show inc-42");
    }

    private static void Write(IAnsiConsole console, IncidentView view)
    {
        var incident = view.Incident;
        console.Line($"{incident.Id} at {incident.Endpoint}: {incident.Summary}");
        console.Write(Tables.Facts(
            ("kind", Words.Of(incident.Kind)),
            ("opened", $"{Words.Time(incident.Opened)}, position {incident.Position}"),
            ("rollout", $"{incident.Rollout}, now {Words.Of(view.RolloutStatus)}"),
            incident.Kind == IncidentKind.Breach
                ? ("taken back", $"{incident.From}; {incident.To} serves in its place")
                : ("on trial", $"{incident.From}, beside {incident.To}"),
            ("serving now", view.Serving?.ToString()),
            ("owner", incident.Owner),
            ("playbook", view.Playbook)));
        var table = Tables.WithColumns("guard", "against", "method", "n", "estimate", "interval", "evidence", "verdict");
        foreach (var evidence in incident.Evidence)
        {
            var test = evidence.Test;
            var isRatio = Intervals.IsRatio(test.Method);
            table.Row(
                evidence.Guard.ToString(), Words.Of(evidence.Comparison), test.Method, Words.Integer(test.N), Intervals.Estimate(test.Estimate, isRatio),
                Intervals.Text(test.Interval.Low, test.Interval.High, isRatio),
                $"{Words.Number(test.EValue)} of {Words.Number(test.Threshold)}", Words.Of(test.Verdict));
        }

        console.Write(table);
        foreach (var mark in incident.Timeline)
        {
            console.Line($"  {Words.Time(mark.Time)}  {mark.What}{(mark.By is null ? string.Empty : $" (by {mark.By})")}");
        }
    }
}
