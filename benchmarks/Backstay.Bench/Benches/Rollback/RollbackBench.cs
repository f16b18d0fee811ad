using Backstay.Bench.Harness;

namespace Backstay.Bench.Benches.Rollback;

/// <summary>
/// How long a bad release keeps getting requests once the evidence against it is complete, in a whole node under load,
/// also while the ledger can't write.
/// </summary>
internal sealed class RollbackBench : IBench
{
    private const int PerSecond = 1_000;

    public string Name => "rollback";

    public string Summary => "From the observation that completes the evidence to the last request at the bad release, at 1,000 requests/s";

    public IReadOnlyList<BenchOption> Options { get; } = [new("runs", "rollbacks of each kind (30)")];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var runs = context.Number("runs", 30);
        await using var scene = await RollbackScene.StartAsync(PerSecond);
        using var spinning = new SpinningThread();
        await scene.RunAsync(ledgerLocked: false); // the first run compiles the code
        foreach (var locked in new[] { false, true })
        {
            spinning.TakeLongest();
            var requests = new List<double>();
            var answers = new List<double>();
            for (var i = 0; i < runs; i++)
            {
                var times = await scene.RunAsync(locked);
                requests.Add(times.LastRequest.TotalMilliseconds);
                answers.Add(times.LastAnswer.TotalMilliseconds);
            }

            var gap = spinning.TakeLongest().TotalMilliseconds;
            var name = locked ? "ledger-locked" : "ledger-writes";
            context.Add(name + "/last-request/median", Runs.Quantile(requests, 0.5), "ms", Runs.Of(requests), Target.NoMoreThan(10));
            context.Add(name + "/last-request/max", requests.Max(), "ms", Runs.Of(requests), Target.NoMoreThan(50));
            context.Add(name + "/last-bad-answer/max", answers.Max(), "ms", Runs.Of(answers));
            context.Add(name + "/spinning-thread/longest-gap", gap, "ms");
        }

        if (scene.Load is { } load)
        {
            context.Add("callers/failed", load.Failed, "answers");
            context.Notes.Add($"{load.Sent} requests, {load.Failed} not answered by 200; load, node and both backends share the machine's cores with a spinning thread");
        }
    }
}
