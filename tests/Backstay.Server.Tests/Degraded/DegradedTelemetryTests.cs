using Backstay.Server.Degraded;
using Backstay.Storage.Telemetry;
using Backstay.TestKit;
using static Backstay.TestKit.Contracts.DecisionSamples;

namespace Backstay.Server.Tests.Degraded;

/// <summary>Telemetry that opens late knows what it lacks.</summary>
public sealed class DegradedTelemetryTests
{
    [Fact]
    public async Task What_was_lost_before_there_was_a_store_is_a_hole_in_its_rollout_also_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("telemetry", "decisions.db");
        Directory.CreateDirectory(path);
        await using (var telemetry = DegradedTelemetry.Open(path, TimeProvider.System, []))
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

    private static void AssertHoles(Func<string, bool> hasHoles) =>
        Assert.Equal((true, true, false), (hasHoles("lost-1"), hasHoles("lost-2"), hasHoles("whole-1")));
}
