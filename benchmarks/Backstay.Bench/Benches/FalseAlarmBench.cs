using Backstay.Bench.Harness;
using Backstay.Statistics;
using Backstay.TestKit.Simulation.Trials;

namespace Backstay.Bench.Benches;

/// <summary>How often the judge takes a release back that is exactly as good as the one before.</summary>
internal sealed class FalseAlarmBench : IBench
{
    private const double Confidence = 0.999;

    public string Name => "aa";

    public string Summary => "Rollouts with nothing wrong that are taken back, with a look after every request";

    public IReadOnlyList<BenchOption> Options { get; } = [new("rollouts", "how many (1000)"), new("seed", "the first (1)")];

    public void Run(BenchContext context)
    {
        var rollouts = context.Number("rollouts", 1_000);
        var seed = context.Number("seed", 1);
        foreach (var disturbances in Enum.GetValues<Disturbances>())
        {
            var alarms = Enumerable.Range(seed, rollouts).Count(s => new SameTrial(s, disturbances).IsFalseAlarm());
            var name = disturbances.ToString().ToLowerInvariant();
            context.Add(name + "/false-alarms", alarms / (double)rollouts, "share");
            context.Add(
                name + "/lower-bound", ClopperPearson.LowerBound(alarms, rollouts, Confidence), "share", Target.NoMoreThan(SameTrial.Alpha));
        }

        context.Notes.Add($"alpha {SameTrial.Alpha}; seeds {seed} to {seed + rollouts - 1}; lower bound: Clopper-Pearson, one-sided, {Confidence}");
    }
}
