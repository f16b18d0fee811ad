using Backstay.Core.Ledger;

namespace Backstay.TestKit.Contracts;

/// <summary>What every engine behind <see cref="ILedgerStore"/> promises.</summary>
public abstract class LedgerStoreContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Opens the store; the second time within a test it is the same data.</summary>
    protected abstract ILedgerStore Open();

    [Fact]
    public async Task A_new_ledger_is_empty()
    {
        await using var store = Open();

        Assert.Equal(0, await store.GetHeadAsync(Ct));
        Assert.Empty(await ReadAsync(store, 1, long.MaxValue));
        Assert.Empty(await store.ReadCheckpointsAsync(Ct));
        Assert.Null(await store.FindSealedTextAsync(1, default, Ct));
    }

    [Fact]
    public async Task What_is_appended_is_read_back_in_order()
    {
        await using var store = Open();
        var first = LedgerSamples.Records(1, 3);
        var second = LedgerSamples.Records(4, 2);

        await store.AppendAsync(0, first, [], Ct);
        await store.AppendAsync(3, second, [], Ct);

        Assert.Equal(5, await store.GetHeadAsync(Ct));
        LedgerSamples.AssertSame([.. first, .. second], await ReadAsync(store, 1, 5));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(-7, 2)]
    [InlineData(9, long.MaxValue)]
    [InlineData(11, 20)]
    [InlineData(6, 5)]
    public async Task A_range_holds_both_its_ends_and_nothing_beyond_the_head(long from, long to)
    {
        await using var store = Open();
        var all = LedgerSamples.Records(1, 10);
        await store.AppendAsync(0, all, [], Ct);

        var found = await ReadAsync(store, from, to);

        LedgerSamples.AssertSame([.. all.Where(r => r.Seq >= from && r.Seq <= to)], found);
    }

    [Fact]
    public async Task A_long_ledger_with_small_and_largest_entries_is_read_whole()
    {
        await using var store = Open();
        var records = Enumerable.Range(1, 1_500)
            .Select(seq => LedgerSamples.Record(seq, seq % 50 == 0 ? LedgerEntry.MaxBytes - 40 : seq % 300))
            .ToArray();
        await store.AppendAsync(0, records, [], Ct);

        LedgerSamples.AssertSame(records, await ReadAsync(store, 1, long.MaxValue));
        LedgerSamples.AssertSame(records[600..1_200], await ReadAsync(store, 601, 1_200));
    }

    [Fact]
    public async Task A_reader_may_stop_early()
    {
        await using var store = Open();
        await store.AppendAsync(0, LedgerSamples.Records(1, 2_000), [], Ct);

        await foreach (var record in store.ReadAsync(1, long.MaxValue, Ct))
        {
            if (record.Seq == 3)
            {
                break;
            }
        }

        Assert.Equal(2_000, await store.GetHeadAsync(Ct));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_append_against_another_head_is_refused_and_writes_nothing(long expectedHead)
    {
        await using var store = Open();
        await store.AppendAsync(0, LedgerSamples.Records(1, 2), [LedgerSamples.Sealed("first")], Ct);
        var late = LedgerSamples.Sealed("late", expectedHead + 1);

        var moved = await Assert.ThrowsAsync<LedgerHeadMovedException>(
            () => store.AppendAsync(expectedHead, LedgerSamples.Records(expectedHead + 1, 2), [late], Ct));

        Assert.Contains($"is 2, not {expectedHead}:", moved.Message, StringComparison.Ordinal);
        LedgerSamples.AssertSame(LedgerSamples.Records(1, 2), await ReadAsync(store, 1, long.MaxValue));
        Assert.Null(await store.FindSealedTextAsync(late.Seq, late.Digest, Ct));
        await store.AppendAsync(2, LedgerSamples.Records(3, 1), [], Ct);
    }

    [Fact]
    public async Task Of_two_writers_with_the_same_head_one_wins()
    {
        await using var one = Open();
        await using var other = Open();
        await one.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct);

        await Assert.ThrowsAsync<LedgerHeadMovedException>(
            () => other.AppendAsync(0, LedgerSamples.Records(1, 1, size: 10), [], Ct));

        LedgerSamples.AssertSame(LedgerSamples.Records(1, 1), await ReadAsync(other, 1, 1));
    }

    [Fact]
    public async Task A_batch_that_is_no_continuation_is_a_bug_of_the_caller()
    {
        await using var store = Open();
        var gap = new[] { LedgerSamples.Record(1), LedgerSamples.Record(3) };
        var large = new LedgerRecord(1, new byte[LedgerEntry.MaxBytes + 1], default);

        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(0, [], [], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(0, gap, [], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(0, LedgerSamples.Records(2, 1), [], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync(0, [large], [], Ct));
        Assert.Equal(0, await store.GetHeadAsync(Ct));
    }

    [Fact]
    public async Task Sealed_texts_are_found_by_their_entry_and_digest()
    {
        await using var store = Open();
        var why = LedgerSamples.Sealed("because ‘latency’ fell by 3 µs");
        var empty = LedgerSamples.Sealed("");
        await store.AppendAsync(0, LedgerSamples.Records(1, 1), [why, empty], Ct);
        await store.AppendAsync(1, LedgerSamples.Records(2, 1), [why with { Seq = 2 }], Ct);

        foreach (var seq in new[] { 1L, 2 })
        {
            var found = await store.FindSealedTextAsync(seq, why.Digest, Ct);

            Assert.NotNull(found);
            Assert.Equal((seq, why.Digest, why.Text), (found.Seq, found.Digest, found.Text));
            Assert.True(why.Salt.Span.SequenceEqual(found.Salt.Span));
        }

        Assert.Equal("", (await store.FindSealedTextAsync(1, empty.Digest, Ct))?.Text);
        Assert.Null(await store.FindSealedTextAsync(2, empty.Digest, Ct));
        Assert.Null(await store.FindSealedTextAsync(1, LedgerSamples.Sealed("other").Digest, Ct));
    }

    [Fact]
    public async Task Checkpoints_are_kept_once_each_and_come_smallest_first()
    {
        await using var store = Open();
        StoredCheckpoint[] saved = [new(9, "nine"), new(2, "two"), new(9, "nine, by another key"), new(9, "nine")];

        foreach (var checkpoint in saved)
        {
            await store.SaveCheckpointAsync(checkpoint, Ct);
        }

        Assert.Equal(
            [new(2, "two"), new(9, "nine"), new(9, "nine, by another key")], await store.ReadCheckpointsAsync(Ct));
    }

    [Fact]
    public async Task Everything_is_there_after_opening_again()
    {
        var text = LedgerSamples.Sealed("kept");
        await using (var store = Open())
        {
            await store.AppendAsync(0, LedgerSamples.Records(1, 3), [text], Ct);
            await store.SaveCheckpointAsync(new StoredCheckpoint(3, "note"), Ct);
        }

        await using var again = Open();

        LedgerSamples.AssertSame(LedgerSamples.Records(1, 3), await ReadAsync(again, 1, long.MaxValue));
        Assert.Equal("kept", (await again.FindSealedTextAsync(text.Seq, text.Digest, Ct))?.Text);
        Assert.Equal([new StoredCheckpoint(3, "note")], await again.ReadCheckpointsAsync(Ct));
        await again.AppendAsync(3, LedgerSamples.Records(4, 1), [], Ct);
    }

    [Fact]
    public async Task The_store_keeps_no_reference_to_the_callers_buffers()
    {
        await using var store = Open();
        var record = LedgerSamples.Record(1);
        var buffer = record.Bytes.ToArray();
        await store.AppendAsync(0, [record with { Bytes = buffer }], [], Ct);

        Array.Clear(buffer);

        LedgerSamples.AssertSame([record], await ReadAsync(store, 1, 1));
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_only_whole_batches()
    {
        const int Batch = 7;
        const int Batches = 150;
        await using var store = Open();
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var looks = 0;
            while (!done.IsCancellationRequested || looks == 0)
            {
                var head = await store.GetHeadAsync(Ct);
                var seen = await ReadAsync(store, 1, long.MaxValue);
                Assert.Equal(0, head % Batch);
                Assert.Equal(0, seen.Count % Batch);
                Assert.True(seen.Count >= head, "A reader went back behind a head that was published.");
                LedgerSamples.AssertSame(LedgerSamples.Records(1, seen.Count), seen);
                looks++;
            }
        }, Ct)).ToArray();

        for (var i = 0; i < Batches; i++)
        {
            await store.AppendAsync(i * Batch, LedgerSamples.Records((i * Batch) + 1, Batch), [], Ct);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Writers_that_race_lose_nothing_and_double_nothing()
    {
        await using var store = Open();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var won = 0; won < 25;)
            {
                var head = await store.GetHeadAsync(Ct);
                try
                {
                    await store.AppendAsync(head, LedgerSamples.Records(head + 1, 2), [], Ct);
                    won++;
                }
                catch (LedgerHeadMovedException)
                {
                    // Decides again against the new head, as the sequencer does.
                }
            }
        }, Ct));

        await Task.WhenAll(writers);

        LedgerSamples.AssertSame(LedgerSamples.Records(1, 200), await ReadAsync(store, 1, long.MaxValue));
    }

    [Fact]
    public async Task A_cancelled_append_writes_nothing()
    {
        await using var store = Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.AppendAsync(0, LedgerSamples.Records(1, 1), [], new CancellationToken(canceled: true)));

        Assert.Equal(0, await store.GetHeadAsync(Ct));
    }

    protected static async Task<List<LedgerRecord>> ReadAsync(ILedgerStore store, long from, long to)
    {
        var found = new List<LedgerRecord>();
        await foreach (var record in store.ReadAsync(from, to, Ct))
        {
            found.Add(record);
        }

        return found;
    }
}
