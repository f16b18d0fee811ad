using System.Globalization;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Live;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Spectre.Console;

namespace Backstay.Cli.Rollouts;

/// <summary>Rollouts as text for people.</summary>
internal static class RolloutText
{
    public static string Headline(RolloutRecord record) =>
        $"{record.Rollout}: {record.From} to {record.To} at {record.Endpoint}, {Words.Of(record.Status)}, step {record.Step + 1} of {record.Plan.Steps.Length} ({StepName(record.Plan.Steps[record.Step])})";

    public static void Write(IAnsiConsole console, RolloutView rollout)
    {
        var record = rollout.Record;
        console.Line(Headline(record));
        console.Write(Tables.Facts(
            ("why", rollout.Why ?? "(erased)"),
            ("started", $"{Words.Time(record.Started)} by {rollout.StartedBy ?? "-"}"),
            ("ended", record.Ended is { } ended ? $"{Words.Time(ended)}: {record.Reason ?? Words.Of(record.Status)}" : null),
            ("incidents", string.Join(", ", rollout.Incidents))));
        if (rollout.Live is { } live)
        {
            WriteLive(console, live);
        }

        foreach (var mark in record.Marks)
        {
            console.Line($"  {Words.Time(mark.Time)}  {mark.What}{(mark.Detail is null ? string.Empty : " " + mark.Detail)} at {Words.Percent(mark.Weight)}");
        }
    }

    public static void WriteList(IAnsiConsole console, Listing<RolloutSummary> rollouts)
    {
        var table = Tables.WithColumns("rollout", "endpoint", "from", "to", "status", "step", "started", "reason");
        foreach (var rollout in rollouts.Items)
        {
            table.Row(
                rollout.Rollout, rollout.Endpoint.ToString(), rollout.From.ToString(), rollout.To.ToString(), Words.Of(rollout.Status),
                $"{rollout.Step + 1} of {rollout.Steps}", Words.Time(rollout.Started), rollout.Reason);
        }

        console.Write(table);
    }

    private static void WriteLive(IAnsiConsole console, RolloutLive live)
    {
        console.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{Words.Percent(live.CanaryWeight)} on the new release; {live.SecondsInStep:0} of {live.MinSeconds:0} s, at least {live.MinUnits} units per arm: canary {live.CanaryUnits}, control {live.ControlUnits}{(live.Paused ? "; paused" : string.Empty)}{(live.Incomplete ? "; catching up with evidence" : string.Empty)}{(live.Overlooked > 0 ? $"; {live.Overlooked} requests or late outcomes were not judged, for want of room" : string.Empty)}"));
        if (live.Waiting is { } waiting)
        {
            console.Line($"does not go on yet: {waiting}");
        }

        var table = Tables.WithColumns("guard", "against", "estimate", "interval", "bound", "n canary, control", "evidence", "verdict");
        foreach (var guard in live.Guards)
        {
            var isRatio = Intervals.IsRatio(guard.Metric, guard.Comparison);
            table.Row(
                guard.Guard, Words.Of(guard.Comparison), Intervals.Estimate(guard.Estimate, isRatio),
                Intervals.Text(guard.Low, guard.High, isRatio), Words.Number(guard.Bound),
                $"{Words.Integer(guard.CanaryUnits)}, {Words.Integer(guard.ControlUnits)}",
                $"{Words.Number(guard.Evidence)} of {Words.Number(guard.Threshold)}",
                guard.Watching ? Words.Of(guard.Verdict) : "not watching");
        }

        console.Write(table);
    }

    /// <summary>Only a canary step has a weight of its own to tell.</summary>
    public static string StepName(StepConfig step) =>
        step.Kind == StepKind.Canary ? $"canary {Words.Percent(step.Weight)}" : Words.Of(step.Kind);
}
