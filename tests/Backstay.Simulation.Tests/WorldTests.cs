using System.Globalization;
using Backstay.TestKit.Simulation;

namespace Backstay.Simulation.Tests;

/// <summary>
/// Seeded worlds with every invariant checked after every event. A failing seed is printed with what happened just before it;
/// <c>SIMULATION_SEED=N</c> runs that world alone, <c>SIMULATION_WORLDS=N</c> changes how many there are.
/// </summary>
public sealed class WorldTests
{
    private const int Worlds = 2_000;

    [Fact]
    public void Every_invariant_holds_in_every_world()
    {
        var seeds = Number("SIMULATION_SEED") is { } only ? [only] : Enumerable.Range(1, (int)(Number("SIMULATION_WORLDS") ?? Worlds)).Select(i => (long)i);
        var summary = new WorldSummary();
        foreach (var report in seeds.AsParallel().AsOrdered().Select(seed => World.Run(seed)))
        {
            summary.Add(report);
            Assert.True(report.Broken is null, report.ToString());
            Assert.True(report.Requests >= 500, report.ToString());
        }

        TestContext.Current.TestOutputHelper?.WriteLine(summary.ToString());
        if (summary.Worlds == Worlds)
        {
            summary.RequireVariety();
            summary.RequireHonestAlarms();
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_world()
    {
        for (var seed = 10_000; seed < 10_010; seed++)
        {
            Assert.Equal(World.Run(seed).Fingerprint, World.Run(seed).Fingerprint);
        }
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
