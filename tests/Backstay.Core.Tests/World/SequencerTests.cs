using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.TestKit;

namespace Backstay.Core.Tests.World;

public sealed class SequencerTests
{
    [Theory]
    [InlineData(SequencerRig.Memory)]
    [InlineData(SequencerRig.Sqlite)]
    public async Task Commands_of_one_batch_see_what_those_before_them_did(string engine)
    {
        await using var rig = SequencerRig.Create(engine);
        var first = rig.SubmitAsync(SequencerRig.CreateAdmin("root"), "k1");
        var taken = rig.SubmitAsync(SequencerRig.CreateAdmin("root"), "k2");
        var last = rig.SubmitAsync(new RevokeToken(Name.Parse("root"), "done"), "k3");

        rig.Run();

        Assert.Equal(1, Assert.Single((await first).Value.Facts).Seq);
        Assert.Equal("token-taken", (await taken).Problem?.Code);
        Assert.Equal("last-admin", (await last).Problem?.Code);
        Assert.Single(rig.Heard.Batches);
    }

    [Theory]
    [InlineData(SequencerRig.Memory)]
    [InlineData(SequencerRig.Sqlite)]
    public async Task One_key_twice_in_one_batch_is_one_command(string engine)
    {
        await using var rig = SequencerRig.Create(engine);
        var first = rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "same");
        var again = rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "same");
        var other = rig.SubmitAsync(SequencerRig.SetSystem("db", 2), "same");
        var stranger = rig.SubmitAsync(SequencerRig.SetSystem("db", 3), "same", credential: "another");

        rig.Run();

        Assert.False((await first).Value.Replayed);
        Assert.True((await again).Value.Replayed);
        Assert.Equal((await first).Value.Position, (await again).Value.Position);
        Assert.Equal((await first).Value.Facts.Single(), (await again).Value.Facts.Single());
        Assert.Equal((ProblemKind.Refused, "idempotency-key-reused"), ((await other).Problem?.Kind, (await other).Problem?.Code));
        Assert.False((await stranger).Value.Replayed);
        Assert.Equal(2, rig.Sequencer.Current.Position);
    }

    [Theory]
    [InlineData(SequencerRig.Memory)]
    [InlineData(SequencerRig.Sqlite)]
    public async Task A_repeated_key_gets_the_first_answer_and_not_the_present_state(string engine)
    {
        await using var rig = SequencerRig.Create(engine).Run();
        var first = await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");
        await rig.SubmitAsync(SequencerRig.SetSystem("db", 2), "k2");

        var again = await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");

        Assert.Equal(1, again.Value.Position);
        Assert.Equal(first.Value.Facts.Single(), again.Value.Facts.Single());
        Assert.Equal(2, rig.Sequencer.Current.Position);
        Assert.Equal("2.0.0", rig.Sequencer.Current.Releases.Systems[Name.Parse("db")].Version.ToString());
    }

    [Fact]
    public async Task Where_only_a_repeat_is_wanted_nothing_is_decided()
    {
        await using var rig = SequencerRig.Create(SequencerRig.Memory).Run();
        var command = SequencerRig.SetSystem("db", 1);
        var wanted = new Submission(command, new Actor("ann", null, "tok"), "k1") { RepeatsOnly = true };

        var unknown = await rig.Sequencer.SubmitAsync(wanted, TestContext.Current.CancellationToken);
        await rig.Sequencer.SubmitAsync(wanted with { RepeatsOnly = false }, TestContext.Current.CancellationToken);
        var known = await rig.Sequencer.SubmitAsync(wanted, TestContext.Current.CancellationToken);

        Assert.Equal(Submission.NotRemembered, unknown.Problem?.Code);
        Assert.True(known.Value.Replayed);
        Assert.Equal(1, rig.Sequencer.Current.Position);
    }

    [Fact]
    public async Task Refused_commands_are_not_remembered_and_are_decided_afresh()
    {
        await using var rig = SequencerRig.Create(SequencerRig.Memory).Run();
        var revoke = new RevokeToken(Name.Parse("root"), "done");

        var missing = await rig.SubmitAsync(revoke, "k1");
        await rig.SubmitAsync(SequencerRig.CreateAdmin("root"), "k2");
        await rig.SubmitAsync(SequencerRig.CreateAdmin("other"), "k3");
        var done = await rig.SubmitAsync(revoke, "k1");

        Assert.Equal("not-found", missing.Problem?.Code);
        Assert.False(done.Value.Replayed);
    }

    [Theory]
    [InlineData(SequencerRig.Memory)]
    [InlineData(SequencerRig.Sqlite)]
    public async Task When_another_writer_was_first_the_command_is_decided_again(string engine)
    {
        await using var ours = SequencerRig.Create(engine).Run();
        await ours.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");
        var theirs = await AppendBesideAsync(ours, SequencerRig.CreateAdmin("root"));

        var taken = await ours.SubmitAsync(SequencerRig.CreateAdmin("root"), "k2");
        var other = await ours.SubmitAsync(SequencerRig.CreateAdmin("other"), "k3");

        Assert.Equal("token-taken", taken.Problem?.Code);
        Assert.Equal(3, other.Value.Position);
        Assert.Equal(theirs.Position, ours.Heard.Batches[1].After.Position);
        Assert.Equal([1L, 2L, 3L], ours.Heard.Batches.SelectMany(batch => batch.Records).Select(record => record.Seq));
        Assert.Equal((await ours.ReplayAsync()).ComputeDigest(), ours.Sequencer.Current.ComputeDigest());
    }

    [Fact]
    public async Task No_space_refuses_and_recovers_by_itself()
    {
        var store = new MemoryLedgerStore();
        await using var rig = SequencerRig.Over(store).Run();
        store.SetFault(() => new LedgerFullException("The disk is full.", new IOException("ENOSPC")));

        var refused = await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");
        store.SetFault(null);
        var accepted = await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");

        Assert.Equal((ProblemKind.Unavailable, "ledger-full"), (refused.Problem?.Kind, refused.Problem?.Code));
        Assert.Equal((1L, false), (accepted.Value.Position, accepted.Value.Replayed));
        Assert.Null(rig.Sequencer.Broken);
    }

    [Fact]
    public async Task A_lock_that_somebody_else_holds_refuses_and_recovers_by_itself()
    {
        var store = new MemoryLedgerStore();
        await using var rig = SequencerRig.Over(store).Run();
        store.SetFault(() => new LedgerLockedException("Another process holds it.", new IOException("SQLITE_BUSY")));

        var refused = await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");
        store.SetFault(null);
        var accepted = await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");

        Assert.Equal((ProblemKind.Unavailable, "ledger-locked"), (refused.Problem?.Kind, refused.Problem?.Code));
        Assert.Equal((1L, false), (accepted.Value.Position, accepted.Value.Replayed));
        Assert.Null(rig.Sequencer.Broken);
    }

    [Fact]
    public async Task A_broken_ledger_refuses_everything_after_and_shows_nothing_of_the_batch()
    {
        var store = new MemoryLedgerStore();
        await using var rig = SequencerRig.Over(store).Run();
        await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1");
        store.SetFault(() => new LedgerBrokenException("fsync failed", inner: null));

        var doubtful = await rig.SubmitAsync(SequencerRig.SetSystem("db", 2), "k2");
        store.SetFault(null);
        store.Restart();
        var after = await rig.SubmitAsync(SequencerRig.SetSystem("db", 3), "k3");

        Assert.Equal("ledger-broken", doubtful.Problem?.Code);
        Assert.Equal("ledger-broken", after.Problem?.Code);
        Assert.NotNull(rig.Sequencer.Broken);
        Assert.Equal(1, rig.Sequencer.Current.Position);
        Assert.Single(rig.Heard.Batches);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        await using var rig = SequencerRig.Create(SequencerRig.Memory, new SequencerOptions { QueueCapacity = 2 });
        var waiting = new[] { rig.SubmitAsync(SequencerRig.SetSystem("db", 1), "k1"), rig.SubmitAsync(SequencerRig.SetSystem("db", 2), "k2") };

        var refused = await rig.SubmitAsync(SequencerRig.SetSystem("db", 3), "k3");
        rig.Run();

        Assert.Equal((ProblemKind.Unavailable, "ledger-busy"), (refused.Problem?.Kind, refused.Problem?.Code));
        Assert.All(await Task.WhenAll(waiting), answer => Assert.True(answer.IsOk));
    }

    [Fact]
    public async Task Listeners_hear_before_the_caller_is_answered()
    {
        await using var rig = SequencerRig.Create(SequencerRig.Memory).Run();

        for (var i = 1; i <= 50; i++)
        {
            var receipt = await rig.SubmitAsync(SequencerRig.SetSystem("db", i), $"k{i}");
            Assert.Equal(receipt.Value.Position, rig.Heard.Batches[^1].After.Position);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_key_has_one_to_two_hundred_characters(string? empty)
    {
        await using var rig = SequencerRig.Create(SequencerRig.Memory).Run();

        var answer = await rig.SubmitAsync(SequencerRig.SetSystem("db", 1), empty ?? new string('k', 201));

        Assert.Equal("Idempotency-Key", answer.Problem?.Field);
    }

    [Fact]
    public void The_oldest_key_is_forgotten_first_when_there_is_no_more_room()
    {
        var state = IdempotencyState.Empty;
        for (var seq = 1; seq <= IdempotencyState.Capacity + 2; seq++)
        {
            state = state.Apply(EntryOf(seq));
        }

        Assert.Equal(IdempotencyState.Capacity, state.Count);
        Assert.Null(state.Find("tok", "k1"));
        Assert.Null(state.Find("tok", "k2"));
        Assert.NotNull(state.Find("tok", "k3"));
        Assert.NotNull(state.Find("tok", $"k{IdempotencyState.Capacity + 2}"));
    }

    [Fact]
    public async Task Readers_stand_only_on_ends_of_commands()
    {
        var store = new MemoryLedgerStore();
        LedgerRecord[] records = [.. Enumerable.Range(0, 2).Select(i => EncodeHalf(i))];
        await store.AppendAsync(0, records, [], CancellationToken.None);

        var half = await LedgerReplay.FoldAsync(store, WorldState.Empty, 1, onRecord: null, CancellationToken.None);
        var cut = await LedgerReplay.FoldToEndAsync(store, WorldState.Empty, 1, onRecord: null, onEnd: null, CancellationToken.None);
        var whole = await LedgerReplay.FoldToEndAsync(store, WorldState.Empty, 2, onRecord: null, onEnd: null, CancellationToken.None);

        Assert.Equal("position", half.Problem?.Field);
        Assert.Equal("ledger-damaged", cut.Problem?.Code);
        Assert.Contains("entry 1 is the ledger's last and only number 1 of the 2 entries of its command", cut.Problem?.Message, StringComparison.Ordinal);
        Assert.Contains("restore a backup", cut.Problem?.Hint, StringComparison.Ordinal);
        Assert.Equal(2, whole.Value.Position);
        Assert.Equal(new RememberedCommand(Digest.Of([]), 1, 2), whole.Value.Idempotency.Find("tok", "k"));

        static LedgerRecord EncodeHalf(int index) => EntryCodec.Encode(new LedgerEntry(
            index + 1, "default", DateTimeOffset.UnixEpoch, new Actor("usr", null, "tok"), new CommandRef("k", Digest.Of([]), index, 2),
            "releases.system-recorded", 1,
            Catalogs.Facts.Encode(new SystemRecorded(Name.Parse("db"), SemanticVersion.Parse("1.0.0"), Why: null)).Value)).Value;
    }

    private static LedgerEntry EntryOf(int seq) => new(
        seq, "default", DateTimeOffset.UnixEpoch, new Actor("usr", null, "tok"),
        new CommandRef($"k{seq}", Digest.Of([]), 0, 1), "releases.system-recorded", 1, default);

    /// <summary>What another node would append, past our sequencer.</summary>
    private static async Task<WorldState> AppendBesideAsync(SequencerRig ours, ICommand command)
    {
        var world = ours.Sequencer.Current;
        var batch = new BatchDecider("default").Decide(
            world, [new Submission(command, new Actor("node-2", null, null), "theirs")], world.Time, Digest.Of([1]));
        await ours.Store.AppendAsync(world.Position, batch.Records, batch.SealedTexts, CancellationToken.None);
        return batch.Root;
    }
}
