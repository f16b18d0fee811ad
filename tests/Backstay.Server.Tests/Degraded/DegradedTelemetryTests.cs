using Backstay.Server.Degraded;
using Backstay.Storage.Telemetry;
using Backstay.TestKit;
using static Backstay.TestKit.Contracts.DecisionSamples;

namespace Backstay.Server.Tests.Degraded;

/// <summary>Telemetry that opens late knows what it lacks.</summary>
public sealed class DegradedTelemetryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_lost_before_there_was_a_store_is_a_hole_in_its_rollout_also_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("telemetry", "decisions.db");
        Directory.CreateDirectory(path);
        await using (var telemetry = DegradedTelemetry.Open(path, TimeProvider.System, () => []))
        {
            telemetry.Record(Decision(1) with { Rollout = "lost-1" });
            telemetry.Record(Shadow(2) with { Rollout = "lost-2" });
            Assert.Equal(2, telemetry.Dropped);
            Assert.True(telemetry.HasHoles("whole-1"));
            Assert.False(telemetry.TryReopen());
            Assert.NotNull(telemetry.Why);

            Directory.Delete(path);
            Assert.True(telemetry.TryReopen());

            Assert.Null(telemetry.Why);
            telemetry.Record(Decision(3) with { Rollout = "whole-1" });
            AssertHoles(telemetry.HasHoles);
            Assert.Equal(2, telemetry.Dropped);
        }

        await using var next = SqliteDecisionStore.Open(path, TimeProvider.System);
        AssertHoles(next.HasHoles);
    }

    /// <summary>What was dropped before goes to the disk first, and the store is there for others only then: a while in which records come.</summary>
    [Fact]
    public async Task What_is_lost_while_the_store_opens_is_in_the_store_or_a_hole_after_a_restart()
    {
        const int Most = 480; // the store remembers no more holes than 512
        for (var round = 0; round < 5; round++)
        {
            using var folder = new TemporaryFolder();
            var path = folder.File("telemetry", "decisions.db");
            Directory.CreateDirectory(path);
            var sent = 0;
            await using (var telemetry = DegradedTelemetry.Open(path, TimeProvider.System, () => []))
            {
                telemetry.Record(Decision(Most) with { Rollout = "before" });
                Directory.Delete(path);
                var opened = Task.Run(telemetry.TryReopen, Ct);
                while (!File.Exists(path + ".holes"))
                {
                    await Task.Yield(); // the last that is made when a store opens
                }

                for (; sent < Most && telemetry.Store is null; sent++)
                {
                    telemetry.Record(Decision(sent) with { Rollout = $"during-{sent}" });
                    Thread.SpinWait(5_000);
                }

                Assert.True(await opened);
            }

            await using var next = SqliteDecisionStore.Open(path, TimeProvider.System);
            for (var i = 0; i < sent; i++)
            {
                Assert.True(
                    next.HasHoles($"during-{i}") || await next.FindAsync(Id(i), Ct) is not null, $"Round {round}: record {i} of {sent} is nowhere, and nobody knows.");
            }
        }
    }

    /// <summary>The ledger comes after telemetry where it was away at the start.</summary>
    [Fact]
    public async Task What_may_be_forgotten_is_asked_of_who_knows_by_then_which_rollouts_run()
    {
        using var folder = new TemporaryFolder();
        await using var telemetry = DegradedTelemetry.Open(folder.File("telemetry", "decisions.db"), TimeProvider.System, () => ["ended-0"]);

        telemetry.TakeRunning(() => ["running-1"]);
        telemetry.Store?.AssumeHoles(["running-1", .. Enumerable.Range(0, 600).Select(i => $"ended-{i}")]);

        Assert.Equal((true, false), (telemetry.HasHoles("running-1"), telemetry.HasHoles("ended-0")));
    }

    private static void AssertHoles(Func<string, bool> hasHoles) =>
        Assert.Equal((true, true, false), (hasHoles("lost-1"), hasHoles("lost-2"), hasHoles("whole-1")));
}
