using Backstay.Core.Primitives;

namespace Backstay.TestKit.Simulation;

/// <summary>Draws a world from its seed.</summary>
internal static class WorldDraw
{
    public static WorldPlan Draw(long seed)
    {
        var random = Randoms.Of(seed, "plan");
        var requests = random.Next(500, 900);
        var gap = 10 + (random.NextDouble() * 50);
        var last = VirtualClock.Start.AddMilliseconds(requests * gap);
        var faults = Windows(random, last, 0.5, 2, 200, 6_000).Select(window => (Window: window, Health: (LedgerHealth)random.Next(1, 4))).ToList();
        EndpointScript[] endpoints = [.. Enumerable.Range(1, 1 + (int)(3 * Math.Pow(random.NextDouble(), 2))).Select(i => Endpoint(random, i, last))];
        return new WorldPlan
        {
            Seed = seed,
            Requests = requests,
            MeanGapMs = gap,
            Endpoints = endpoints,
            Callers = new CallerHabits(
                Units: random.Next(20, 600),
                Anonymous: random.NextDouble() < 0.3 ? 1 : random.NextDouble() * 0.5,
                HeavyShare: random.NextDouble() < 0.4 ? random.NextDouble() * 0.3 : 0,
                HeavyErrors: random.NextDouble(),
                Retries: random.NextDouble() * 0.3,
                Labelled: random.NextDouble(),
                LabelDelayMs: random.NextDouble() * 3_000,
                Corrections: random.NextDouble() * 0.2),
            Outages = Windows(random, last, 0.5, 2, 300, 4_000),
            LedgerFaults = faults,
            Kills = [.. Windows(random, last, 0.6, 2, 20, 2_000), .. KillsInNeed(random, faults)],
            Stalls = Windows(random, last, 0.5, 3, 1_100, 4_000),
            BusyJudge = Windows(random, last, 0.4, 2, 200, 3_000),
            FeedCapacity = random.NextDouble() < 0.5 ? random.Next(4, 40) : 10_000,
            Interventions = [.. Enumerable.Range(0, random.Next(4, 20)).Select(_ => Instant(random, last))],
            TelemetryFaults = Windows(random, last, 0.3, 1, 100, 2_000),
            TroubleAtBreach = random.NextDouble() < 0.4 ? 0.8 : 0,
            ClockJumps = [.. Windows(random, last, 0.4, 2, 0, 0).Select(window => (window.From, Jump(random)))],
            ColdSpells = [.. Windows(random, last, 0.3, 2, 500, 8_000).Select(window => (window, Cold(random, endpoints)))],
        };
    }

    private static EndpointScript Endpoint(Random random, int number, DateTimeOffset last)
    {
        var name = Name.Parse($"e{number}");
        var healthy = new Behaviour(
            Ailment.None, random.NextDouble() * 0.03, random.NextDouble() * 0.05, 0.7 + (random.NextDouble() * 0.25), null);
        var releases = Enumerable.Range(1, random.Next(3, 6)).Select(i => new ReleaseScript(
            Name.Parse($"{name}-r{i}"),
            i == 1 ? healthy : Behaviour.Draw(random, healthy, last),
            HasCheck: i == 1 || random.NextDouble() < 0.7));
        return new EndpointScript(
            name, random.Next(400, 1_000), random.Next(30, 80), random.NextDouble() < 0.8, random.NextDouble() < 0.4, [.. releases]);
    }

    /// <summary>A process also dies while its ledger can't write: what it held in memory only is then gone for good.</summary>
    private static IEnumerable<Window> KillsInNeed(Random random, List<(Window Window, LedgerHealth Health)> faults)
    {
        foreach (var (window, health) in faults)
        {
            var from = window.From + ((window.To - window.From) * random.NextDouble());
            if (random.NextDouble() < 0.5 && health == LedgerHealth.Full)
            {
                yield return new Window(from, from.AddMilliseconds(50 + random.Next(500)), 1);
            }
        }
    }

    private static List<Window> Windows(Random random, DateTimeOffset last, double probability, int most, double minMs, double maxMs)
    {
        var windows = new List<Window>();
        for (var i = 0; i < most; i++)
        {
            var from = Instant(random, last);
            var length = minMs + (random.NextDouble() * (maxMs - minMs));
            var strength = 0.3 + (random.NextDouble() * 0.7);
            if (random.NextDouble() < probability)
            {
                windows.Add(new Window(from, from.AddMilliseconds(length), strength));
            }
        }

        return windows;
    }

    /// <summary>More often than not the one that everybody begins with: a canary is then without a control.</summary>
    private static Name Cold(Random random, EndpointScript[] endpoints)
    {
        var releases = endpoints[random.Next(endpoints.Length)].Releases;
        return releases[random.NextDouble() < 0.6 ? 0 : random.Next(releases.Count)].Release;
    }

    /// <summary>By minutes or hours, forwards or backwards.</summary>
    private static TimeSpan Jump(Random random) =>
        TimeSpan.FromMinutes(Math.Pow(600, random.NextDouble())) * (random.NextDouble() < 0.5 ? 1 : -1);

    private static DateTimeOffset Instant(Random random, DateTimeOffset last) =>
        VirtualClock.Start + ((last - VirtualClock.Start) * random.NextDouble());
}
