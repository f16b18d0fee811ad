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

    [Fact]
    public void A_verdict_comes_out_as_it_was_stated()
    {
        var row = RecomputeCommand.Recompute(Verdict, events: null);

        Assert.Equal((RecomputedResult.Same, Verdict.Test.EValue, null), (row.Result, row.Computed, row.Why));
    }

    [Theory]
    [InlineData("5000:c11k1", nameof(RecomputedResult.Different))]
    [InlineData("no events", nameof(RecomputedResult.Damaged))]
    public void A_verdict_that_its_events_do_not_give_is_told(string events, string result)
    {
        var row = RecomputeCommand.Recompute(Verdict with { Events = events }, events: null);

        Assert.Equal(result, row.Result.ToString());
        Assert.NotNull(row.Why);
    }

    [Fact]
    public void A_verdict_that_no_test_could_have_come_to_is_damaged()
    {
        var row = RecomputeCommand.Recompute(Verdict with { Test = Verdict.Test with { Parameters = new Dictionary<string, double>(Verdict.Test.Parameters) { ["alpha"] = 2 } } }, events: null);

        Assert.Equal(RecomputedResult.Damaged, row.Result);
        Assert.NotNull(row.Why);
    }

    [Theory]
    [InlineData(BoundedDifferenceTest.MethodName, nameof(RecomputedResult.NotComputed))]
    [InlineData(BoundedMeanTest.MethodName, nameof(RecomputedResult.NotComputed))]
    [InlineData(PairedDifferenceTest.MethodName, nameof(RecomputedResult.NotComputed))]
    [InlineData("which-arm-v9", nameof(RecomputedResult.Damaged))]
    public void A_verdict_on_values_is_not_computed_and_one_by_an_unknown_test_is_damaged(string method, string result)
    {
        var row = RecomputeCommand.Recompute(Verdict with { Test = Verdict.Test with { Method = method } }, events: null);

        Assert.Equal(result, row.Result.ToString());
        Assert.NotNull(row.Why);
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
