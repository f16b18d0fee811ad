using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Core.Tests.World;

/// <summary>A batch is decided while the one before is on its way to the disk, whatever becomes of that.</summary>
public sealed class BatchesInFlightTests
{
    private readonly GatedLedger _ledger = new();

    [Fact]
    public async Task Nobody_sees_or_hears_of_a_batch_before_it_and_all_before_it_are_durable()
    {
        await using var rig = SequencerRig.Over(_ledger).Run();
        var (first, append) = await FirstAsync(rig);
        var second = rig.SubmitAsync(SequencerRig.SetSystem("db", 2), "k2");
        var repeated = rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");
        var taken = rig.SubmitAsync(SequencerRig.CreateAdmin("root"), "k3");

        await UntilDecidedAsync(rig);
        Assert.False(first.IsCompleted || second.IsCompleted || repeated.IsCompleted || taken.IsCompleted);
        Assert.Equal(0, rig.Sequencer.Current.Position);
        Assert.Empty(rig.Heard.Batches);

        append.Write();
        Assert.Equal(1, (await first).Value.Position);
        Assert.Equal(1, rig.Sequencer.Current.Position);
        Assert.False(second.IsCompleted || repeated.IsCompleted || taken.IsCompleted);

        var next = await _ledger.NextAsync();
        Assert.Equal((1, 2L), (next.ExpectedHead, next.Records[0].Seq));
        next.Write();
        Assert.Equal(next.Records[0].Seq, (await second).Value.Position);
        Assert.True((await repeated).Value.Replayed);
        Assert.True((await taken).IsOk);
        Assert.Equal((await rig.ReplayAsync()).ComputeDigest(), rig.Sequencer.Current.ComputeDigest());
    }

    [Fact]
    public async Task A_batch_that_was_decided_behind_another_moves_no_routing_table_that_its_facts_do_not_move()
    {
        await using var rig = SequencerRig.Over(_ledger).Run();
        var (first, append) = await FirstAsync(rig, SequencerRig.CreateAdmin("one"));
        var second = rig.SubmitAsync(SequencerRig.CreateAdmin("two"), "k2");
        await UntilDecidedAsync(rig);
        append.Write();
        (await _ledger.NextAsync()).Write();
        await Task.WhenAll(first, second);

        Assert.Equal(2, rig.Heard.Batches.Count);
        Assert.All(rig.Heard.Batches, batch => Assert.False(TableCompiler.IsAffected(batch.Before, batch.After)));
    }

    [Fact]
    public async Task Where_a_batch_finds_no_space_the_next_is_decided_without_it()
    {
        await using var rig = SequencerRig.Over(_ledger).Run();
        var (first, append) = await FirstAsync(rig, SequencerRig.CreateAdmin("root"));
        var same = rig.SubmitAsync(SequencerRig.CreateAdmin("root"), "k2");
        await UntilDecidedAsync(rig);

        append.Fail(new LedgerFullException("The disk is full.", new IOException("ENOSPC")));
        Assert.Equal("ledger-full", (await first).Problem?.Code);
        (await _ledger.NextAsync()).Write();

        // Against what was never written it would have been taken.
        Assert.Equal(1, (await same).Value.Position);
        Assert.Equal((await rig.ReplayAsync()).ComputeDigest(), rig.Sequencer.Current.ComputeDigest());
    }

    [Fact]
    public async Task Where_another_writer_was_first_both_batches_are_decided_again()
    {
        await using var rig = SequencerRig.Over(_ledger).Run();
        var (first, append) = await FirstAsync(rig, SequencerRig.CreateAdmin("ours"));
        var second = rig.SubmitAsync(SequencerRig.CreateAdmin("theirs"), "k2");
        await UntilDecidedAsync(rig);
        var beside = new BatchDecider("default").Decide(
            WorldState.Empty, [new Submission(SequencerRig.CreateAdmin("theirs"), new Actor("node-2", null, null), "theirs")], DateTimeOffset.UnixEpoch, Digest.Of([1]));
        await _ledger.AppendBesideAsync(beside.Records);

        append.Fail(new LedgerHeadMovedException(0, 1));
        var again = await _ledger.NextAsync();
        Assert.Equal(1, again.ExpectedHead);
        again.Write();

        Assert.Equal(2, (await first).Value.Position);
        Assert.Equal("token-taken", (await second).Problem?.Code);
        Assert.Equal((await rig.ReplayAsync()).ComputeDigest(), rig.Sequencer.Current.ComputeDigest());
    }

    [Fact]
    public async Task Where_durability_is_in_doubt_nothing_behind_it_is_written()
    {
        await using var rig = SequencerRig.Over(_ledger).Run();
        var (first, append) = await FirstAsync(rig);
        var second = rig.SubmitAsync(SequencerRig.SetSystem("db", 2), "k2");
        await UntilDecidedAsync(rig);

        append.Fail(new LedgerBrokenException("fsync failed", inner: null));

        Assert.Equal("ledger-broken", (await first).Problem?.Code);
        Assert.Equal("ledger-broken", (await second).Problem?.Code);
        Assert.Equal(0, await _ledger.GetHeadAsync(CancellationToken.None));
        Assert.Equal(0, rig.Sequencer.Current.Position);
    }

    [Fact]
    public async Task What_is_on_its_way_at_the_end_is_answered_by_what_became_of_it()
    {
        var rig = SequencerRig.Over(_ledger).Run();
        var (first, append) = await FirstAsync(rig);
        var stopped = rig.DisposeAsync();

        append.Write();

        Assert.Equal(1, (await first).Value.Position);
        await stopped;
    }

    [Fact]
    public async Task A_bug_beside_the_decisions_is_told_to_every_caller()
    {
        var sequencer = new Sequencer("default", _ledger, WorldState.Empty, [], (TimeProvider.System, new NoIds()), new SequencerOptions());
        var running = sequencer.RunAsync(TestContext.Current.CancellationToken);

        var answer = await sequencer.SubmitAsync(
            new Submission(SequencerRig.SetSystem("db", 1), new Actor("usr", null, "tok"), "k1"), TestContext.Current.CancellationToken);
        await running;

        Assert.Equal("ledger-broken", answer.Problem?.Code);
        Assert.NotNull(sequencer.Broken);
    }

    /// <summary>What was taken from the queue is decided before anything else happens.</summary>
    private static async Task UntilDecidedAsync(SequencerRig rig)
    {
        while (rig.Sequencer.Waiting > 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private async Task<(Task<Result<CommandReceipt>> Answer, GatedLedger.Append Append)> FirstAsync(SequencerRig rig, ICommand? command = null)
    {
        var answer = rig.SubmitAsync(command ?? SequencerRig.SetSystem("db", 1), "k1");
        return (answer, await _ledger.NextAsync());
    }

    private sealed class NoIds : IIdSource
    {
        public Guid NewId(DateTimeOffset at) => throw new NotSupportedException("no ids");

        public void FillRandom(Span<byte> destination) => throw new InvalidOperationException("no randomness");
    }
}
