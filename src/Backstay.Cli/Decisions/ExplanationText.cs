using System.Globalization;
using Backstay.Cli.Output;
using Backstay.Cli.Rollouts;
using Backstay.Client.Decisions;
using Backstay.Core.Routing;
using Spectre.Console;

namespace Backstay.Cli.Decisions;

/// <summary>An explanation as text for people: what happened, why, and what it was made of.</summary>
internal static class ExplanationText
{
    public static void Write(IAnsiConsole console, Explanation explanation)
    {
        WriteDecision(console, explanation.Story);
        WriteChoice(console, explanation.Choice);
        if (explanation.Rollout is { } rollout)
        {
            console.Line($"Rollout {rollout.Rollout}: {rollout.From} to {rollout.To}, step {rollout.StepIndex + 1} ({RolloutText.StepName(rollout.Step)}); now {Words.Of(rollout.Status)}{(rollout.Reason is null ? string.Empty : ": " + rollout.Reason)}{(rollout.Incidents.IsEmpty ? string.Empty : "; incidents " + string.Join(", ", rollout.Incidents))}");
        }

        foreach (var release in explanation.Releases)
        {
            WriteRelease(console, release);
        }
    }

    private static void WriteDecision(IAnsiConsole console, DecisionStory story)
    {
        var record = story.Decision;
        console.Line($"Decision {record.Id} at {record.Endpoint}, {Words.Time(record.Time)}");
        console.Write(Tables.Facts(
            ("answered by", record.ServedRelease ?? "the safe default or an error"),
            ("assigned to", record.AssignedRelease == record.ServedRelease ? null : record.AssignedRelease),
            ("fallback", record.FallbackReason),
            ("status", Words.Integer(record.Status)),
            ("table", $"position {record.Position}{(record.Escaped ? ", the escape had been taken" : string.Empty)}"),
            ("tier, rule", $"{record.Tier ?? "none"}, {record.Rule ?? "none"}"),
            ("unit", $"{record.Unit.ToShort()} (keyed digest), from {Words.Of(record.UnitSource)}"),
            ("not ready", record.NotReady.IsEmpty ? null : string.Join(", ", record.NotReady.Select(Words.Of))),
            ("bucket", $"{record.Bucket} of 0 to 9,999; the canary owns those below {record.CanaryWeight}"),
            ("input", record.Input.ToString()),
            ("output", record.Output?.ToString()),
            ("outcomes", string.Join(", ", story.Outcomes.Select(o => $"{o.Name} = {o.Json}"))),
            ("corrections", string.Join(", ", story.Corrections.Select(o => $"{o.Name} = {o.Json}"))),
            ("evidence", record switch
            {
                { Stalled: true } => "none for any guard: in flight while the process stood still",
                { NotEvidence: true, NotReady.IsEmpty: false } => "none for any guard: the route was not as the rollout means it",
                { NotEvidence: true } => "none for any guard: placed by a pin or rule, or the caller's own doing",
                { LacksControl: true } => "for hard limits only: there was no control beside it to compare it with",
                _ => null,
            })));
        var attempts = Tables.WithColumns("attempt", "release", "backend", "took", "status", "error", "model version");
        var number = 0;
        foreach (var attempt in record.Attempts)
        {
            attempts.Row(
                Words.Integer(++number), attempt.Release, attempt.Backend,
                string.Create(CultureInfo.InvariantCulture, $"{attempt.DurationUs / 1000.0:0.##} ms"), Words.Integer(attempt.Status),
                attempt.Error, attempt.ModelVersion);
        }

        console.Write(attempts);
    }

    private static void WriteChoice(IAnsiConsole console, ChoiceCheck choice)
    {
        console.Line(choice.Same
            ? "Made again from the ledger, it is the same choice."
            : "Made again from the ledger, it is ANOTHER choice:");
        if (choice.UnitMatches is { } matches)
        {
            console.Line(matches ? "The unit that you named is the record's." : "The unit that you named is NOT the record's.");
        }

        var table = Tables.WithColumns("compared", "recorded", "computed", "agrees");
        foreach (var finding in choice.Findings)
        {
            table.Row(finding.What, finding.Recorded, finding.Computed ?? "the unit is not known here", finding.Agrees switch { true => "yes", false => "NO", null => "-" });
        }

        console.Write(table);
    }

    private static void WriteRelease(IAnsiConsole console, ReleaseExplanation release)
    {
        console.Line($"Release {release.Release} ({release.Role}), owner {release.Owner}, proposed {Words.Time(release.Proposed)} by {release.ProposedBy ?? "-"}, position {release.Position}");
        console.Line($"  why: {release.Why ?? "(erased)"}");
        var parts = Tables.WithColumns("part", "version", "content", "owner", "registered", "by");
        foreach (var part in release.Parts)
        {
            parts.Row(
                part.Role, part.Version.ToString(), part.Content.Digest.ToShort(), part.Owner, Words.Time(part.Registered), part.RegisteredBy);
        }

        console.Write(parts);
        foreach (var part in release.Parts)
        {
            // Sentences and whole digests: beside the other columns they would be cut into slivers.
            console.Line($"  {part.Role}: {part.Why ?? "(erased)"}");
            if (part.Reproducibility is { } training)
            {
                console.Line($"    training {training}");
            }
        }

        foreach (var step in release.Lineage)
        {
            console.Line($"{new string(' ', 2 * step.Depth)}{step.Edge.From} {Words.Of(step.Edge.Relation)} {step.Edge.To}{(step.Edge.Role is null ? string.Empty : $" ({step.Edge.Role}{(step.Edge.Slice is null ? string.Empty : ", " + step.Edge.Slice)})")}");
        }

        if (release.LineageTruncated)
        {
            console.Line("  There is more: backstay lineage.");
        }
    }
}
