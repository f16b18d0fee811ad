using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Tests.World.Plain;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.World;

/// <summary>Reads as of earlier positions say what a replay of everything up to there says, whatever was kept and whoever else asks.</summary>
public sealed class EarlierStatesTests
{
    private static readonly (int Most, long Distance) Few = (3, 4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Config Histories => Config.QuickThrowOnFailure.WithMaxTest(10).WithStartSize(20).WithEndSize(40);

    /// <summary>Asked at any time, for any position, and again when the ledger has grown.</summary>
    [Fact]
    public void Every_earlier_state_says_what_the_plain_one_says() =>
        Prop.ForAll(Gen.Zip(RandomHistory.Submissions.ListOf(), Gen.Choose(0, 1_000_000)).ToArbitrary(), drawn =>
        {
            var (submissions, seed) = drawn;
            var (random, history) = (new Random(seed), new History(Few));
            foreach (var batch in RandomHistory.Bases.Concat(submissions).Chunk(3))
            {
                history.Commit(batch);
                AssertSame(history, random.NextInt64(history.Now.Position + 1));
            }

            for (var position = 0L; position <= history.Now.Position; position++)
            {
                AssertSame(history, position);
            }
        }).Check(Histories);

    [Fact]
    public void After_a_start_they_are_the_same()
    {
        var begun = new History(Few);
        foreach (var batch in RandomHistory.Bases.Concat(RandomHistory.Submissions.ListOf(100).Sample(1, 50).Single()).Chunk(5))
        {
            begun.Commit(batch);
        }

        var started = begun.Restart(Few);

        for (var position = 0L; position <= started.Now.Position; position++)
        {
            AssertSame(started, position);
        }
    }

    [Fact]
    public async Task Readers_of_any_position_side_by_side_and_beside_a_writer_get_what_a_replay_gives()
    {
        var history = new History((4, 8));
        history.Commit(RandomHistory.Bases);
        var found = new ConcurrentBag<(long Position, Digest Digest)>();
        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 6).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var asked = 0; asked < 20 || !written.IsCancellationRequested; asked++)
            {
                var now = history.Now;
                var position = random.NextInt64(now.Position + 1);
                var read = await history.Earlier.ReadAtAsync(now, position, Ct);
                var whole = await history.Earlier.WholeAtAsync(now, position, Ct);
                found.Add((position, whole.Value.ComputeDigest()));
                found.Add((position, (read.Value with { Idempotency = whole.Value.Idempotency }).ComputeDigest()));
            }
        }, Ct)).ToArray();

        foreach (var batch in RandomHistory.Submissions.ListOf(300).Sample(1, 50).Single().Chunk(2))
        {
            history.Commit(batch);
            await Task.Yield();
        }

        await written.CancelAsync();
        await Task.WhenAll(readers);
        var expected = await history.DigestsAsync();
        Assert.All(found, one => Assert.Equal(expected[one.Position], one.Digest));
    }

    /// <summary>More commands than are remembered: those that are forgotten again are not read, and the digest is the same.</summary>
    [Fact]
    public async Task What_was_forgotten_by_then_is_no_part_of_it()
    {
        const int Commands = IdempotencyState.Capacity + 6_000;
        var history = new History((100, 2_000));
        for (var i = 0; i < Commands; i += 500)
        {
            history.Commit([.. Enumerable.Range(i, 500).Select(number => new Submission(
                SequencerRig.SetSystem("db", number % 7), new Actor("usr", null, "tok"), FormattableString.Invariant($"k{number}")))]);
        }

        var reads = history.Store.Read;
        var whole = await history.Earlier.WholeAtAsync(history.Now, Commands - 700, Ct);

        Assert.Equal(IdempotencyState.Capacity, whole.Value.Idempotency.Count);
        Assert.InRange(history.Store.Read - reads, IdempotencyState.Capacity, IdempotencyState.Capacity + 4_000);
        var replayed = await LedgerReplay.FoldAsync(history.Store, WorldState.Empty, Commands - 700, onRecord: null, Ct);
        Assert.Equal(replayed.Value.ComputeDigest(), whole.Value.ComputeDigest());
    }

    [Fact]
    public async Task A_read_folds_what_lies_behind_the_nearest_kept_root_once()
    {
        var one = new History((100, 10));
        for (var i = 0; i < 95; i++)
        {
            one.Commit([Single(i)]);
        }

        await one.Earlier.ReadAtAsync(one.Now, 87, Ct);
        Assert.Equal(7, one.Store.Read);
        await one.Earlier.ReadAtAsync(one.Now, 87, Ct);
        Assert.Equal(7, one.Store.Read);
    }

    /// <summary>Few kept roots and many entries: each fold is long, and the last one alone is more than may stay.</summary>
    [Fact]
    public async Task Long_folds_stay_at_hand_only_as_far_as_their_entries_have_room()
    {
        var one = new History((2, 1));
        for (var i = 0; i < 127; i++)
        {
            one.Commit([Single(i)]);
        }

        // The last one kept before them is 64, and there is room for 32 entries.
        foreach (var (position, folded) in new[] { (84, 20), (84, 0), (94, 30), (94, 0), (84, 20), (69, 5), (84, 0) })
        {
            var before = one.Store.Read;
            await one.Earlier.ReadAtAsync(one.Now, position, Ct);
            Assert.Equal((position, folded), (position, one.Store.Read - before));
        }
    }

    private static Submission Single(int i) => new(SequencerRig.SetSystem("db", i), new Actor("usr", null, "tok"), FormattableString.Invariant($"k{i}"));

    [Fact]
    public async Task While_too_many_wait_the_next_is_told_so_and_nobody_is_lost()
    {
        var history = new History(Few);
        history.Commit(RandomHistory.Bases);
        history.Store.Hold();
        var waiting = Enumerable.Range(0, EarlierStates.MostAsking).Select(i => history.Earlier.ReadAtAsync(history.Now, 1 + (i % 3), Ct)).ToArray();

        var refused = await history.Earlier.ReadAtAsync(history.Now, 2, Ct);

        Assert.Equal((ProblemKind.Unavailable, EarlierStates.Busy), (refused.Problem?.Kind, refused.Problem?.Code));
        Assert.True(refused.Problem?.RetryAfterSeconds > 0);
        Assert.Equal(history.Now, (await history.Earlier.ReadAtAsync(history.Now, history.Now.Position, Ct)).Value);
        history.Store.Release();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.True(answer.IsOk));
        Assert.Equal(3, history.Store.Walks);
        Assert.True((await history.Earlier.ReadAtAsync(history.Now, 4, Ct)).IsOk);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    public async Task A_position_that_is_not_there_is_refused(long position)
    {
        var history = new History(Few);
        history.Commit(RandomHistory.Bases);

        Assert.Equal("at", (await history.Earlier.ReadAtAsync(history.Now, position, Ct)).Problem?.Field);
    }

    [Fact]
    public void Roots_are_spread_over_the_whole_ledger_and_few()
    {
        var kept = new KeptRoots(most: 4, distance: 2);
        for (var position = 1; position <= 1_000; position++)
        {
            kept.Offer(WorldState.Empty with { Position = position });
        }

        Assert.InRange(kept.Count, 2, 4);
        Assert.All(Enumerable.Range(0, 1_000), position => Assert.InRange(position - kept.Before(position).Position, 0, 520));
    }

    private static void AssertSame(History history, long position)
    {
        var whole = history.Earlier.WholeAtAsync(history.Now, position, Ct).GetAwaiter().GetResult().Value;
        var read = history.Earlier.ReadAtAsync(history.Now, position, Ct).GetAwaiter().GetResult().Value;
        var twin = new Twin(whole, history.PlainAt(position));
        twin.AssertSame();
        twin.AssertSameDigest();
        (twin with { Root = read with { Idempotency = whole.Idempotency } }).AssertSameDigest();
    }

    /// <summary>A ledger that grows, its newest root, and what is kept of earlier ones.</summary>
    private sealed class History
    {
        private readonly BatchDecider _decider = new("default");
        private readonly List<LedgerRecord> _records = [];
        private volatile WorldState _now = WorldState.Empty;

        public History((int, long) kept) => Earlier = new EarlierStates(Store, kept);

        public CountedStore Store { get; } = new();

        public EarlierStates Earlier { get; }

        public WorldState Now => _now;

        public void Commit(IReadOnlyList<Submission> batch)
        {
            if (Decide(batch) is { Records.Count: > 0 } decided)
            {
                Commit(decided);
            }
        }

        private void Commit(DecidedBatch decided)
        {
            Store.AppendAsync(_now.Position, decided.Records, decided.SealedTexts, CancellationToken.None).GetAwaiter().GetResult();
            _records.AddRange(decided.Records);
            var before = _now;
            _now = decided.Root.Settle();
            Earlier.OnCommitted(new CommittedBatch(before, _now, decided.Records, decided.Facts));
        }

        private DecidedBatch Decide(IReadOnlyList<Submission> batch) => _decider.Decide(
            _now, batch, DateTimeOffset.UnixEpoch.AddSeconds(_records.Count), Digest.Of(BitConverter.GetBytes(_records.Count)));

        /// <summary>The same ledger, read from its beginning.</summary>
        public History Restart((int, long) kept)
        {
            var started = new History(kept);
            started.Store.AppendAsync(0, _records, [], CancellationToken.None).GetAwaiter().GetResult();
            started._records.AddRange(_records);
            started._now = LedgerReplay.FoldAsync(started.Store, WorldState.Empty, _now.Position, onRecord: null, started.Earlier.Offer, CancellationToken.None)
                .GetAwaiter().GetResult().Value;
            return started;
        }

        public PlainState PlainAt(long position) => _records.Take((int)position).Aggregate(PlainState.Empty, (plain, record) => plain.Apply(record));

        /// <summary>What a replay says at every position.</summary>
        public async Task<Dictionary<long, Digest>> DigestsAsync()
        {
            var digests = new Dictionary<long, Digest> { [0] = WorldState.Empty.ComputeDigest() };
            await LedgerReplay.FoldAsync(Store, WorldState.Empty, _now.Position, onRecord: null, root => digests[root.Position] = root.ComputeDigest(), Ct);
            return digests;
        }
    }

    /// <summary>A ledger in memory that counts what is read of it, and holds readers back when it is told to.</summary>
    private sealed class CountedStore : ILedgerStore
    {
        private readonly MemoryLedgerStore _store = new();
        private TaskCompletionSource? _held;
        private int _read;
        private int _walks;

        public int Read => Volatile.Read(ref _read);

        public int Walks => Volatile.Read(ref _walks);

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _held?.SetResult();

        public async IAsyncEnumerable<LedgerRecord> ReadAsync(long fromSeq, long toSeq, [EnumeratorCancellation] CancellationToken ct)
        {
            Interlocked.Increment(ref _walks);
            await (_held?.Task ?? Task.CompletedTask);
            await foreach (var record in _store.ReadAsync(fromSeq, toSeq, ct))
            {
                Interlocked.Increment(ref _read);
                yield return record;
            }
        }

        public ValueTask<long> GetHeadAsync(CancellationToken ct) => _store.GetHeadAsync(ct);

        public Task AppendAsync(long expectedHead, IReadOnlyList<LedgerRecord> records, IReadOnlyList<SealedText> sealedTexts, CancellationToken ct) =>
            _store.AppendAsync(expectedHead, records, sealedTexts, ct);

        public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct) => _store.FindSealedTextAsync(seq, digest, ct);

        public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct) => _store.SaveCheckpointAsync(checkpoint, ct);

        public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct) => _store.ReadCheckpointsAsync(ct);

        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}
