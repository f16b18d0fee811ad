using Backstay.Bench.Harness;
using Backstay.TestKit.Simulation.Trials;

namespace Backstay.Bench.Benches;

/// <summary>
/// How surely and how soon a release that is worse is found, and what it cost until then: by the judge, and by threshold
/// checks every minute in the same worlds.
/// </summary>
internal sealed class PowerBench : IBench
{
    private static readonly Shift[] Shifts =
    [
        .. new[] { 0.001, 0.01, 0.05 }.SelectMany(rate => new double[] { 1, 2, 5, 10, 50 }
            .Where(ratio => rate * ratio <= 1).Select(ratio => Shift.Errors(rate, ratio))),
        Shift.Slow(0.01, 0.02), Shift.Slow(0.01, 0.05), Shift.Slow(0.01, 0.2),
        Shift.Wrong(0.1, 0.15), Shift.Wrong(0.1, 0.2), Shift.Wrong(0.1, 0.4),
    ];

    public string Name => "power";

    public string Summary => "Worse releases: how many are found, how soon, and how many bad answers they gave; beside threshold checks";

    public IReadOnlyList<BenchOption> Options { get; } =
        [new("runs", "worlds for each shift (501)"), new("minutes", "after which a world ends (120)"), new("seed", "the first (1)")];

    public void Run(BenchContext context)
    {
        var runs = context.Number("runs", 501);
        var minutes = context.Number("minutes", 120);
        var seed = context.Number("seed", 1);
        foreach (var shift in Shifts)
        {
            var outcomes = Seeds.Run("power " + shift.Name, seed, runs, s => new ShiftTrial(s, shift).Run(minutes));
            Add(context, shift.Name + "/judge", [.. outcomes.Select(outcome => outcome.Judge)]);
            Add(context, shift.Name + "/five-checks", [.. outcomes.Select(outcome => outcome.FiveChecks)]);
            Add(context, shift.Name + "/one-check", [.. outcomes.Select(outcome => outcome.OneCheck)]);
        }

        context.Notes.Add(FormattableString.Invariant(
            $"seeds {seed} to {seed + runs - 1}; canary at {ShiftTrial.Weight / 100} % of {ShiftTrial.RequestsPerMinute} requests a minute, for at most {minutes} minutes"));
    }

    // Worlds without an alarm count as later than all others: a quantile that falls among them is missing.
    private static void Add(BenchContext context, string name, IReadOnlyList<Detection> found)
    {
        var requests = found.Select(f => f.Requests ?? double.PositiveInfinity).ToArray();
        context.Add(name + "/detected", found.Count(f => f.Requests is not null) / (double)found.Count, "share");
        foreach (var (quantile, share) in new[] { ("median", 0.5), ("p90", 0.9) })
        {
            if (Runs.Quantile(requests, share) is var value && double.IsFinite(value))
            {
                context.Add($"{name}/{quantile}", value, "canary requests");
            }
        }

        var bad = found.Select(f => (double)f.BadAnswers).ToArray();
        context.Add(name + "/bad-answers", Runs.Quantile(bad, 0.5), "answers", Runs.Of(bad));
    }
}
