using Backstay.Bench.Harness;
using Backstay.Bench.Load;

namespace Backstay.Bench.Benches.Gateway;

/// <summary>
/// <c>backstay serve</c> as shipped, in a rollout with its judge and its decision records, beside nginx with a weighted
/// upstream: the same backends, load generator and bodies, by turns. Then its table is swapped under full load.
/// </summary>
internal sealed class GatewayBench : IBench
{
    private const int CanaryPercent = 10;
    private const string Direct = "no proxy";
    private const string Ours = "backstay";

    public string Name => "gateway";

    public string Summary => "The gateway beside nginx, and the routing table swapped under full load";

    public IReadOnlyList<BenchOption> Options { get; } =
    [
        new("rounds", "by turns (5)"), new("seconds", "of each load (5)"), new("body", "bytes of a request and of its answer (512)"),
        new("swaps", "of the table under load (100)"),
    ];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var (rounds, seconds, body) = (context.Number("rounds", 5), context.Number("seconds", 5), context.Number("body", 512));
        await CompareAsync(context, rounds, seconds, body);
        await SwapRun.RunAsync(context, context.Number("swaps", 100), body);
        context.Notes.Add(
            $"All on the same cores: wrk (one thread, {GatewayLoad.Connections} connections), the backends (nginx, one worker, an answer ready), and what is measured. "
            + $"{CanaryPercent} % of the requests go to the second backend. nginx keeps its connections and logs no requests; backstay keeps a decision record of each and judges the rollout. "
            + $"Latency at {GatewayLoad.PacedRate} requests/s, what no proxy takes subtracted; requests/s and processor time as fast as answers come.");
    }

    private static async Task CompareAsync(BenchContext context, int rounds, int seconds, int body)
    {
        var answer = $$"""{"answer":"{{new string('y', Math.Max(0, body - 13))}}"}""";
        await using var backends = await Nginx.BackendsAsync(answer);
        var (old, canary) = (backends.Urls[0], backends.Urls[1]);
        await using var one = await Nginx.ProxyAsync(1, old, canary, CanaryPercent);
        await using var two = await Nginx.ProxyAsync(2, old, canary, CanaryPercent);
        await using var scene = await GatewayScene.StartAsync(old, canary);
        await scene.BeginCanaryAsync(CanaryPercent * 100);
        Contestant[] all =
        [
            new(Direct, old, () => []),
            new("nginx, 1 worker", one.Urls[0], () => one.Processes),
            new("nginx, 2 workers", two.Urls[0], () => two.Processes),
            new(Ours, scene.Url, () => [scene.ProcessId]),
        ];
        foreach (var contestant in all)
        {
            await contestant.WarmUpAsync(body, seconds * 2);
        }

        for (var round = 0; round < rounds; round++)
        {
            // Each begins as often as it follows any other.
            foreach (var contestant in all.Skip(round % all.Length).Concat(all.Take(round % all.Length)))
            {
                await contestant.RunAsync(body, seconds);
            }
        }

        Report(context, all);
    }

    private static void Report(BenchContext context, Contestant[] all)
    {
        var (direct, ours) = (all[0], all[^1]);
        context.Add("requests/" + Direct, direct.PerSecond.Median, "1/s", direct.PerSecond);
        context.Add("p50/" + Direct, direct.P50.Median, "ms", direct.P50);
        context.Add("p99/" + Direct, direct.P99.Median, "ms", direct.P99);
        foreach (var peer in all[1..^1])
        {
            Beside("requests", "1/s", contestant => contestant.PerSecond);
            Beside("processor", "us/request", contestant => contestant.MicrosecondsEach);
            Beside("added-p50", "ms", contestant => contestant.AddedP50(direct));
            Beside("added-p99", "ms", contestant => contestant.AddedP99(direct));

            void Beside(string metric, string unit, Func<Contestant, Runs> of)
            {
                var (own, other) = (of(ours), of(peer));
                context.Add($"{metric}/{peer.Name}", other.Median, unit, other);
                context.AddBeside($"{metric}/{Ours}", own.Median, unit, own, target: null, peer.Name, other.Median);
            }
        }
    }
}
