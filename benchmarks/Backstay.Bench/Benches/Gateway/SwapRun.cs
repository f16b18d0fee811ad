using System.Diagnostics;
using Backstay.Bench.Benches.Rollback;
using Backstay.Bench.Harness;
using Backstay.Bench.Load;

namespace Backstay.Bench.Benches.Gateway;

/// <summary>
/// A release is given half of the traffic and withdrawn by command, over and over, under full load: whether any caller hears
/// of it, and how long after the acknowledgement the withdrawn release still gets a request.
/// </summary>
internal static class SwapRun
{
    private const double LateMs = 50;
    private const int LoadSeconds = 1_100;
    private const int HalfWeight = 5_000;
    private const int RequestsOfACanary = 100;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(BenchContext context, int swaps, int body)
    {
        await using var old = await TimedUpstream.StartAsync();
        await using var canary = await TimedUpstream.StartAsync();
        await using var scene = await GatewayScene.StartAsync(old.Url, canary.Url);
        using var load = Wrk.Start(scene.Url, GatewayLoad.Closed(body), GatewayLoad.Connections, LoadSeconds);
        var (late, sinceDecided) = (new List<double>(), new List<double>());
        for (var swap = 0; swap < swaps; swap++)
        {
            var before = canary.Received;
            await scene.BeginCanaryAsync(HalfWeight);
            await UntilAsync(() => canary.Received > before + RequestsOfACanary, "the canary gets no traffic");

            // The acknowledgement lies between the two: decided is earlier by a commit, and on busy cores stragglers may be over
            // when this process hears of it.
            var decided = await scene.WithdrawAsync();
            var heard = TimeProvider.System.GetUtcNow();
            await UntilAsync(() => TimeProvider.System.GetUtcNow() - canary.LastArrival > Quiet, "the withdrawn release keeps its traffic");
            late.Add(Math.Max(0, (canary.LastArrival - heard).TotalMilliseconds));
            sinceDecided.Add(Math.Max(0, (canary.LastArrival - decided).TotalMilliseconds));
        }

        var figures = await load.StopAsync();
        var runs = Runs.Of(late);
        context.Add("swap/requests", figures.PerSecond, "1/s");
        context.Add("swap/client-errors", figures.Broken + figures.Refused, "requests", Target.NoMoreThan(0));
        context.Add("swap/last-request-median", runs.Median, "ms", runs);
        context.Add("swap/last-request-max", runs.Max, "ms", runs, Target.NoMoreThan(LateMs));
        var most = Runs.Of(sinceDecided);
        context.Add("swap/last-request-since-decided-max", most.Max, "ms", most);
        context.Notes.Add($"Swaps: {swaps} times half of the traffic given and withdrawn; the last request's arrival at the withdrawn release after its client heard of the acknowledgement, 0 where none came; since-decided counts from the ledger's time of the withdrawal, a commit before it: the truth lies between.");
    }

    private static async Task UntilAsync(Func<bool> holds, string otherwise)
    {
        var began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new BenchFailedException(otherwise);
            }

            await Task.Delay(5);
        }
    }
}
