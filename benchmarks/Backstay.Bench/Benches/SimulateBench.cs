using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.TestKit.Simulation;

namespace Backstay.Bench.Benches;

/// <summary>Worlds with every invariant checked, on all cores: how many a second, and whether all hold.</summary>
internal sealed class SimulateBench : IBench
{
    private const int Chunks = 10;

    /// <summary>20,000 worlds in ten minutes.</summary>
    private const double LeastWorldsPerSecond = 20_000 / 600.0;

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
        var (spentBefore, allocatedBefore) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var next = first;
        for (var chunk = 1; chunk <= Chunks; chunk++)
        {
            var began = watch.Elapsed;
            var count = first + (int)((long)worlds * chunk / Chunks) - next;
            foreach (var report in Seeds.Run(FormattableString.Invariant($"worlds from {next}"), next, count, seed => World.Run(seed)))
            {
                summary.Add(report);
                if (report.Broken is not null)
                {
                    context.Failures.Add(report.ToString());
                }
            }

            next += count;
            if (count > 0)
            {
                rates.Add(count / (watch.Elapsed - began).TotalSeconds);
            }
        }

        var spent = Environment.CpuUsage.TotalTime - spentBefore;
        context.Notes.Add(FormattableString.Invariant($"seeds {first} to {next - 1}, fingerprint {summary.Fingerprint:x16}: {summary}"));
        context.Add("worlds", worlds / watch.Elapsed.TotalSeconds, "1/s", Runs.Of(rates), Target.AtLeast(LeastWorldsPerSecond));
        context.Add("processor-time", spent.TotalMilliseconds / worlds, "ms a world");
        context.Add("allocated", (GC.GetTotalAllocatedBytes() - allocatedBefore) / 1e6 / worlds, "MB a world");
        context.Add("requests", summary.Requests / watch.Elapsed.TotalSeconds, "1/s");
        context.Add("broken-worlds", summary.Broken.Count(), "worlds", Target.NoMoreThan(0));
        AddAlarms(context, "relative-guards", summary.RelativeAlarms);
        AddAlarms(context, "hard-limits", summary.LimitAlarms);
    }

    private static void AddAlarms(BenchContext context, string of, AlarmCount alarms) =>
        context.Add("false-breaches/" + of, alarms.Rate, "share of healthy rollouts", Target.NoMoreThan(alarms.AllowedRate));
}
