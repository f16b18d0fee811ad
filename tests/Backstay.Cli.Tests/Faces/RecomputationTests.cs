using Backstay.Cli.Incidents;
using Backstay.Cli.Ledger;
using Backstay.Cli.Tests.Support;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Statistics;

namespace Backstay.Cli.Tests.Faces;

/// <summary>What the command line checks by itself, so that nobody need take a server's word.</summary>
public sealed class RecomputationTests(CliNode node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static GuardVerdict Verdict
    {
        get
        {
            var test = new WhichArmTest(0.01, margin: 1);
            for (var i = 0; i < 40; i++)
            {
                test.ObserveUnit(canary: i % 2 == 0);
            }

            for (var i = 0; i < 12; i++)
            {
                test.ObserveEvent(canary: true, 0.5);
            }

            return new GuardVerdict(Name.Parse("errors"), GuardComparison.Control, test.Result(), "5000:c12", EventsObject: null, Digest.Of([]));
        }
    }

    private static RolloutPlan Plan => new()
    {
        Steps = [new(StepKind.Canary, 5_000, 10, 0), new(StepKind.Full, 0, 10, 0)],
        Guards = [new GuardConfig { Guard = Verdict.Guard, Metric = GuardMetric.ErrorRate, Margin = 1 }],
        Alpha = 0.01,
    };

    [Fact]
    public void A_verdict_comes_out_as_it_was_stated()
    {
        var row = RecomputeCommand.Recompute(Plan, Verdict, events: null);

        Assert.Equal((RecomputedResult.Same, Verdict.Test.EValue, null), (row.Result, row.Computed, row.Why));
    }

    [Theory]
    [InlineData("5000:c11k1", nameof(RecomputedResult.Different))]
    [InlineData("no events", nameof(RecomputedResult.Damaged))]
    public void A_verdict_that_its_events_do_not_give_is_told(string events, string result)
    {
        var row = RecomputeCommand.Recompute(Plan, Verdict with { Events = events }, events: null);

        Assert.Equal(result, row.Result.ToString());
        Assert.NotNull(row.Why);
    }

    [Fact]
    public void A_verdict_by_another_alpha_than_the_plans_is_different_though_its_value_follows()
    {
        var row = RecomputeCommand.Recompute(Plan with { Alpha = 0.001 }, Verdict, events: null);

        Assert.Equal(RecomputedResult.Different, row.Result);
        Assert.Contains("'alpha'", row.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_on_values_is_not_computed_from_the_ledger_alone()
    {
        var quality = new GuardConfig { Guard = Verdict.Guard, Metric = GuardMetric.Measurement, Outcome = "rating", Margin = 0 };
        var onValues = Verdict with { Test = new BoundedDifferenceTest(0.01, 0, 1, 0, Direction.HigherIsBetter).Result(), Events = null };

        var row = RecomputeCommand.Recompute(Plan with { Guards = [quality] }, onValues, events: null);

        Assert.Equal(RecomputedResult.NotComputed, row.Result);
        Assert.Contains("telemetry", row.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifying_with_a_checkpoint_checks_the_proof_from_it_here()
    {
        var kept = node.File("proven.txt");
        Assert.Equal(0, (await node.RunAsync("ledger", "checkpoint", "--out", kept)).Code);

        var verified = await node.RunAsync("ledger", "verify", "--checkpoint", kept);

        Assert.Equal(0, verified.Code);
        Assert.Contains("it only adds: the server's proof was checked here.", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_from_another_history_does_not_hold()
    {
        using var client = new BackstayClient(new Uri(node.Server), token: null);
        var ledger = new LedgerClient(client);
        var printed = await ledger.VerifyAsync(new VerifyLedger(), Ct);
        var proof = await ledger.ConsistencyAsync(2, printed.Entries, Ct);
        var kept = new Checkpoint("backstay/i/default", 2, proof.FirstRoot);

        Assert.True(ConsistencyCheck.Holds(kept, printed, proof));
        Assert.False(ConsistencyCheck.Holds(kept with { Root = Digest.Of("another"u8) }, printed, proof));
        Assert.False(ConsistencyCheck.Holds(kept with { Size = 3 }, printed, proof));
        Assert.False(ConsistencyCheck.Holds(kept, printed with { Root = Digest.Of("another"u8) }, proof));
    }
}
