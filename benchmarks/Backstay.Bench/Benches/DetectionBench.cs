using Backstay.Bench.Harness;
using Backstay.TestKit.Simulation.Trials;

namespace Backstay.Bench.Benches;

/// <summary>How many canary requests it takes to see that a release fails more often, through the whole judge.</summary>
internal sealed class DetectionBench : IBench
{
    private const int MaxRequests = 2_000_000;

    public string Name => "detection";

    public string Summary => "Canary requests to a breach: alpha 0.01 on one guard, one request per unit, a look after each";

    public IReadOnlyList<BenchOption> Options { get; } = [new("runs", "rollouts for each figure (501)"), new("seed", "the first (1)")];

    public void Run(BenchContext context)
    {
        var runs = context.Number("runs", 501);
        var seed = context.Number("seed", 1);
        foreach (var (rate, most) in new[] { (0.5, 8), (0.05, 200) })
        {
            foreach (var weight in new[] { 500, 2_500, 5_000 })
            {
                var found = Seeds.Run("detection", seed, runs, s => (double)Detect(s, weight, rate));
                var name = FormattableString.Invariant($"errors-{rate * 100:0}-vs-1-at-{weight / 100}-percent");
                Target? target = weight == 500 ? Target.NoMoreThan(most) : null;
                context.Add(name + "/median", Runs.Quantile(found, 0.5), "canary requests", Runs.Of(found), target);
                context.Add(name + "/p90", Runs.Quantile(found, 0.9), "canary requests", Runs.Of(found));
            }
        }

        context.Notes.Add($"seeds {seed} to {seed + runs - 1}");
    }

    private static int Detect(int seed, int weight, double rate)
    {
        var trial = new ErrorTrial(seed, weight, canaryRate: rate, controlRate: 0.01);
        return trial.RequestsToBreach(MaxRequests)
            ?? throw new BenchFailedException($"seed {seed}: no breach in {MaxRequests} requests");
    }
}
