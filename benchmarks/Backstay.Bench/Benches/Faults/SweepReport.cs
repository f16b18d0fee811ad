using Backstay.Bench.Harness;
using Backstay.TestKit.Faults;

namespace Backstay.Bench.Benches.Faults;

/// <summary>Sums as figures, and a table with one line for each sweep.</summary>
internal static class SweepReport
{
    public static void Write(BenchContext context, IReadOnlyCollection<SweepOutcome> sweeps)
    {
        foreach (var of in sweeps.GroupBy(sweep => sweep.What, StringComparer.Ordinal))
        {
            AddSums(context, of.Key.Replace(' ', '-') + "/", [.. of]);
        }

        AddSums(context, "", sweeps);
        context.Add("gateway-answers", sweeps.Sum(sweep => sweep.Runs.Sum(run => run.Answered)), "calls");
        context.Add("verified", sweeps.Sum(sweep => sweep.Entries), "entries");
        context.Add("sweeps", sweeps.Count, "sweeps");
        context.Add("sweeps-cut-short", sweeps.Count(sweep => !sweep.IsComplete), "sweeps", Target.NoMoreThan(0));
        context.Add("lost", sweeps.Sum(sweep => sweep.Broken.Count), "runs", Target.NoMoreThan(0));
        context.Notes.AddRange(Lines(sweeps));
        context.Notes.AddRange(sweeps.Where(sweep => sweep.What == "server")
            .SelectMany(sweep => sweep.Runs).SelectMany(run => run.Refusals).GroupBy(refusal => refusal.Key, refusal => refusal.Value)
            .Select(code => $"the server refused with {code.Key}: {code.Sum()}"));
        context.Failures.AddRange(sweeps.SelectMany(sweep => sweep.Broken));
    }

    private static void AddSums(BenchContext context, string prefix, IReadOnlyCollection<SweepOutcome> sweeps)
    {
        context.Add(prefix + "runs", sweeps.Sum(RunsOf), "runs");
        context.Add(prefix + "met", sweeps.Sum(MetBy), "failed calls");
        context.Add(prefix + "acknowledged", sweeps.Sum(AcknowledgedIn), "writes");
        context.Add(prefix + "refused", sweeps.Sum(RefusedIn), "writes");
    }

    /// <summary>As a page of documentation takes it.</summary>
    private static IEnumerable<string> Lines(IEnumerable<SweepOutcome> sweeps) =>
    [
        "| sweep | up to call | runs | failed calls | acknowledged | refused | lost | ended by runs that met none |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        .. sweeps.Select(sweep => FormattableString.Invariant(
            $"| {sweep.Name} | {sweep.Last} | {RunsOf(sweep)} | {MetBy(sweep)} | {AcknowledgedIn(sweep)} | {RefusedIn(sweep)} | {sweep.Broken.Count} | {(sweep.IsComplete ? "yes" : "no")} |")),
    ];

    private static int RunsOf(SweepOutcome sweep) => sweep.Runs.Count + sweep.Broken.Count;

    private static int MetBy(SweepOutcome sweep) => sweep.Runs.Sum(run => run.Met);

    private static int AcknowledgedIn(SweepOutcome sweep) => sweep.Runs.Sum(run => run.Acknowledged);

    private static int RefusedIn(SweepOutcome sweep) => sweep.Runs.Sum(run => run.Refusals.Values.Sum());
}
