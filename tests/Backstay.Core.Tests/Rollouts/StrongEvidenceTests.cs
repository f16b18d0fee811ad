using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.World;
using Backstay.Statistics;

namespace Backstay.Core.Tests.Rollouts;

/// <summary>
/// Evidence between 2^53 and 10^21 is a number that canonical JSON takes as a string only. A simulated world found a breach that could
/// never become a fact because of it.
/// </summary>
public sealed class StrongEvidenceTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(60)]
    public void A_breach_becomes_a_fact_however_strong_its_evidence(int failures)
    {
        var world = TestWorld.With(2);
        world.Start("r1");
        var rollout = world.Start("r2");
        var verdict = Verdict(failures);

        var facts = world.Must(new ReportBreach(rollout, TestWorld.Endpoint, 0, verdict, [], Escaped: true));

        var breached = Assert.IsType<GuardBreached>(facts[0]);
        var bytes = Catalogs.Facts.Encode(breached).Value;
        var read = Assert.IsType<GuardBreached>(System.Text.Json.JsonSerializer.Deserialize(bytes.Span, RolloutsJson.Default.GuardBreached));
        Assert.Equal(verdict.Test.EValue, read.Verdict.Test.EValue);
        Assert.True(VerdictRecomputation.Recompute(read.Verdict).Value.IsEqual);
        Assert.NotEqual(default, world.State.ComputeDigest());
    }

    private static GuardVerdict Verdict(int failures)
    {
        var test = new WhichArmTest(0.01);
        for (var i = 0; i < failures; i++)
        {
            test.ObserveUnit(canary: true);
            test.ObserveEvent(canary: true, 0.05);
        }

        var events = FormattableString.Invariant($"500:c{failures}");
        return new GuardVerdict(Name.Parse("errors"), GuardComparison.Control, test.Result(), events, null, default);
    }
}
