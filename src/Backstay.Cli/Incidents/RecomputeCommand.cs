using System.CommandLine;
using System.Text;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Incidents;
using Backstay.Client.Objects;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;

namespace Backstay.Cli.Incidents;

/// <summary>
/// <c>backstay incident recompute</c>: the verdicts of an incident computed again, here, from the events that its fact holds.
/// </summary>
internal static class RecomputeCommand
{
    private const int NotFound = 404;

    public static Command Create()
    {
        var id = new Argument<string>("INCIDENT") { Description = "The incident's id, such as inc-42." };
        var command = new Command("recompute", "Compute an incident's verdicts again from the events in the ledger. Exit code 1 where one comes out different, is of no test that the plan asks for, or is damaged.") { id };
        command.Run(async (parsed, context, ct) =>
        {
            var incident = (await context.Client.GetIncidentAsync(parsed.GetRequiredValue(id), ct)).Incident;
            var plan = (await context.Client.GetRolloutAsync(incident.Rollout, ct)).Record.Plan;
            var rows = new List<RecomputedGuard>();
            foreach (var verdict in incident.Evidence)
            {
                rows.Add(await RecomputeAsync(context.Client, plan, verdict, ct));
            }

            context.Printer.Print(new { incident = incident.Id, verdicts = rows }, console =>
            {
                var table = Tables.WithColumns("guard", "against", "method", "evidence stated", "computed", "result");
                foreach (var row in rows)
                {
                    table.Row(
                        row.Guard.ToString(), Words.Of(row.Comparison), row.Method, Words.Number(row.Stated), Words.Number(row.Computed),
                        row.Result == RecomputedResult.Same ? "the same" : $"{Words.Of(row.Result)}: {row.Why}");
                }

                console.Write(table);
            });
            return rows.Any(row => row.Result is RecomputedResult.Different or RecomputedResult.Damaged) ? ExitCodes.Refused : ExitCodes.Ok;
        });
        return command.WithExamples("backstay incident recompute inc-42");
    }

    private static async Task<RecomputedGuard> RecomputeAsync(BackstayClient client, RolloutPlan plan, GuardVerdict verdict, CancellationToken ct)
    {
        try
        {
            return Recompute(plan, verdict, await EventsAsync(client, verdict, ct));
        }
        catch (BackstayException absent) when (absent.Problem.Status == NotFound)
        {
            return Row(verdict) with { Result = RecomputedResult.Damaged, Why = absent.Problem.Message };
        }
    }

    /// <param name="events">The text of the verdict's object; null where it names none.</param>
    public static RecomputedGuard Recompute(RolloutPlan plan, GuardVerdict verdict, string? events)
    {
        var row = Row(verdict);
        if (PlannedTest.Difference(plan, verdict) is { } unplanned)
        {
            return row with { Result = RecomputedResult.Different, Why = $"'{unplanned}' is not what the rollout's plan asks for" };
        }

        return VerdictRecomputation.Recompute(verdict, events).TryGet(out var again, out var problem)
            ? row with
            {
                Computed = again.Test.EValue,
                Result = again.IsEqual ? RecomputedResult.Same : RecomputedResult.Different,
                Why = again.IsEqual ? null : $"'{again.Difference}' is not what the fact states",
            }
            : row with { Why = problem.Message, Result = problem.Code == VerdictRecomputation.NeedsTelemetry ? RecomputedResult.NotComputed : RecomputedResult.Damaged };
    }

    private static RecomputedGuard Row(GuardVerdict verdict) =>
        new(verdict.Guard, verdict.Comparison, verdict.Test.Method, verdict.Test.EValue, Computed: null, RecomputedResult.NotComputed, Why: null);

    /// <summary>A list of events that was too long for an entry is an object; its bytes are held to its name.</summary>
    private static async Task<string?> EventsAsync(BackstayClient client, GuardVerdict verdict, CancellationToken ct)
    {
        if (verdict.EventsObject is not { } digest)
        {
            return null;
        }

        using var content = new MemoryStream();
        await client.DownloadObjectAsync(digest, content, ct);
        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
    }
}

/// <summary>A verdict as its fact states it and as it was computed here.</summary>
/// <param name="Stated">The evidence against the release in the fact.</param>
/// <param name="Computed">The same, computed again; null where it could not be.</param>
/// <param name="Why">What differs, or why it could not be computed; null where all is the same.</param>
internal sealed record RecomputedGuard(
    Name Guard, GuardComparison Comparison, string Method, double Stated, double? Computed, RecomputedResult Result, string? Why);

internal enum RecomputedResult
{
    Same,
    Different,

    /// <summary>Verdicts on values need telemetry.</summary>
    NotComputed,

    /// <summary>What the fact states, or the object that it names, is nothing that a test could have come to.</summary>
    Damaged,
}
