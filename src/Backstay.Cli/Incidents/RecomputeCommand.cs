using System.CommandLine;
using System.Text;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Statistics;

namespace Backstay.Cli.Incidents;

/// <summary>
/// <c>backstay incident recompute</c>: the verdicts of an incident computed again, here, from the events that its fact holds, and
/// whether what was done follows from them.
/// </summary>
internal static class RecomputeCommand
{
    private const int NotFound = 404;

    public static Command Create()
    {
        var id = new Argument<string>("INCIDENT") { Description = "The incident's id, such as inc-42." };
        var command = new Command("recompute", "Compute an incident's verdicts again from the events in the ledger's entries. Exit code 1 where none of them shows the breach, or where one comes out different, is of no test that the plan asks for, or is damaged.") { id };
        command.Run(async (parsed, context, ct) =>
        {
            var incident = await IncidentEntries.ReadAsync(context.Client, parsed.GetRequiredValue(id), ct);
            var rows = new List<RecomputedGuard>();
            foreach (var verdict in incident.Evidence)
            {
                rows.Add(await RecomputeAsync(context.Client, incident.Plan, verdict, ct));
            }

            var lacking = Lacking(incident.Kind, rows);
            context.Printer.Print(new { incident = parsed.GetRequiredValue(id), verdicts = rows, justified = lacking is null, lacking }, console =>
            {
                var table = Tables.WithColumns("guard", "against", "method", "evidence stated", "computed", "result");
                foreach (var row in rows)
                {
                    table.Row(
                        row.Guard.ToString(), Words.Of(row.Comparison), row.Method, Words.Number(row.Stated), Words.Number(row.Computed),
                        row.Result == RecomputedResult.Same ? "the same" : $"{Words.Of(row.Result)}: {row.Why}");
                }

                console.Write(table);
                console.Line(lacking ?? (incident.Kind == IncidentKind.Breach ? "The rollback follows from what was computed here." : "That the rollout stands still follows from what was computed here."));
            });
            return lacking is not null || rows.Any(row => row.Result is RecomputedResult.Different or RecomputedResult.Damaged) ? ExitCodes.Refused : ExitCodes.Ok;
        });
        return command.WithExamples("backstay incident recompute inc-42");
    }

    /// <summary>
    /// Whether what was done follows from a verdict that came out as stated: a breach for a rollback, a broken hard limit of the new
    /// release for a rollout that stands still because the trouble is shared.
    /// </summary>
    /// <returns>Null where it does; else what is lacking.</returns>
    public static string? Lacking(IncidentKind kind, IReadOnlyList<RecomputedGuard> rows)
    {
        var shown = rows.Any(row => row is { Result: RecomputedResult.Same, Verdict: Verdict.Breach }
            && (kind == IncidentKind.Breach ? row.Comparison != GuardComparison.ControlLimit : row.Comparison == GuardComparison.Limit));
        var done = kind == IncidentKind.Breach ? "the rollback" : "that the rollout stands still";
        return shown ? null
            : rows.Any(row => row.Result == RecomputedResult.NotComputed) ? $"Nothing that could be computed here shows a breach: {done} rests on values, which telemetry has and the ledger has not."
            : rows.Count == 0 ? $"There is no verdict to compute: {done} has no evidence."
            : $"No verdict computed here is a breach: {done} does not follow from the evidence.";
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
                Verdict = again.Test.Verdict,
                Result = again.IsEqual ? RecomputedResult.Same : RecomputedResult.Different,
                Why = again.IsEqual ? null : $"'{again.Difference}' is not what the fact states",
            }
            : row with { Why = problem.Message, Result = problem.Code == VerdictRecomputation.NeedsTelemetry ? RecomputedResult.NotComputed : RecomputedResult.Damaged };
    }

    private static RecomputedGuard Row(GuardVerdict verdict) =>
        new(verdict.Guard, verdict.Comparison, verdict.Test.Method, verdict.Test.EValue, Computed: null, Verdict: null, RecomputedResult.NotComputed, Why: null);

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
/// <param name="Verdict">What the computed value says; null where there is none.</param>
/// <param name="Why">What differs, or why it could not be computed; null where all is the same.</param>
internal sealed record RecomputedGuard(
    Name Guard, GuardComparison Comparison, string Method, double Stated, double? Computed, Verdict? Verdict, RecomputedResult Result, string? Why);

internal enum RecomputedResult
{
    Same,
    Different,

    /// <summary>Verdicts on values need telemetry.</summary>
    NotComputed,

    /// <summary>What the fact states, or the object that it names, is nothing that a test could have come to.</summary>
    Damaged,
}
