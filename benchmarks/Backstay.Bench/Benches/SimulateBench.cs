using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.TestKit.Simulation;

namespace Backstay.Bench.Benches;

/// <summary>Worlds with every invariant checked: how many a second, and whether all hold.</summary>
internal sealed class SimulateBench : IBench
{
    private const int Chunks = 10;

    public string Name => "simulate";

    public string Summary => "Seeded worlds with every invariant checked";

    public IReadOnlyList<BenchOption> Options { get; } = [new("worlds", "how many (2000)"), new("seed", "the first (1)")];

    public void Run(BenchContext context)
    {
        var worlds = context.Number("worlds", 2_000);
        var first = context.Number("seed", 1);
        var summary = new WorldSummary();
        var rates = new List<double>();
        var watch = Stopwatch.StartNew();
        var next = (long)first;
        for (var chunk = 1; chunk <= Chunks; chunk++)
        {
            var (before, began) = (next, watch.Elapsed);
            for (; next < first + ((long)worlds * chunk / Chunks); next++)
            {
                var report = World.Run(next);
                summary.Add(report);
                if (report.Broken is not null)
                {
                    context.Notes.Add(report.ToString());
                }
            }

            if (next > before)
            {
                rates.Add((next - before) / (watch.Elapsed - began).TotalSeconds);
            }
        }

        context.Notes.Add($"seeds {first} to {next - 1}: {summary}");
        context.Add("worlds", worlds / watch.Elapsed.TotalSeconds, "1/s", Runs.Of(rates));
        context.Add("requests", summary.Requests / watch.Elapsed.TotalSeconds, "1/s");
        context.Add("broken-worlds", summary.Broken.Count(), "worlds", Target.NoMoreThan(0));
        context.Add("false-breaches", summary.FalseBreaches / (double)Math.Max(1, summary.HealthyRollouts), "share of healthy rollouts");
        context.Add("allowed-false-breaches", summary.AllowedFalseBreaches / Math.Max(1, summary.HealthyRollouts), "share of healthy rollouts");
    }
}
