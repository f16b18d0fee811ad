using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Sqlite;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Ledger;

/// <summary>Many entries and texts in one row: what is read of it, also where it is damaged.</summary>
public sealed class SqliteLedgerRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("default.ledger");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 200, 1)]
    [InlineData(64, 200, 1)] // 64 of some 260 bytes are 16.3 KiB: the last one closes the run
    [InlineData(65, 200, 2)]
    [InlineData(64, 1_000, 4)]
    [InlineData(3, 60_000, 3)]
    public async Task A_batch_becomes_as_few_rows_as_its_size_asks_for(int entries, int size, int rows)
    {
        await AppendAsync(LedgerSamples.Records(1, entries, size), []);

        Assert.Equal(rows, Ask("SELECT count(*) FROM entry_runs"));
        LedgerSamples.AssertSame(LedgerSamples.Records(1, entries, size), await ReadAsync(1, long.MaxValue));
    }

    [Fact]
    public async Task Any_range_of_many_rows_is_read_exactly()
    {
        var random = new Random(7);
        var records = new List<LedgerRecord>();
        await using var store = SqliteLedgerStore.Open(FilePath);
        while (records.Count < 600)
        {
            var batch = LedgerSamples.Records(records.Count + 1, random.Next(1, 100), random.Next(2) == 0 ? 300 : 3_000);
            await store.AppendAsync(records.Count, batch, [], Ct);
            records.AddRange(batch);
        }

        for (var i = 0; i < 300; i++)
        {
            var from = random.Next(1, records.Count + 3);
            var to = from + random.Next(-2, random.Next(2) == 0 ? 3 : records.Count);
            var read = new List<LedgerRecord>();
            await foreach (var record in store.ReadAsync(from, to, Ct))
            {
                read.Add(record);
            }

            LedgerSamples.AssertSame([.. records.Where(record => record.Seq >= from && record.Seq <= to)], read);
        }
    }

    [Fact]
    public async Task Texts_of_many_entries_are_found_each_under_its_own()
    {
        var texts = Enumerable.Range(1, 200).SelectMany(seq => Enumerable.Range(0, seq % 3).Select(n => LedgerSamples.Sealed($"{seq}: {n} µ", seq))).ToArray();
        await AppendAsync(LedgerSamples.Records(1, 200, 500), [.. texts.SelectMany(text => new[] { text, text })]);

        await using var store = SqliteLedgerStore.OpenForReading(FilePath);
        foreach (var text in texts)
        {
            var found = await store.FindSealedTextAsync(text.Seq, text.Digest, Ct);

            Assert.Equal((text.Seq, text.Text), (found?.Seq, found?.Text));
            Assert.Null(await store.FindSealedTextAsync(text.Seq + 1, text.Digest, Ct));
        }

        Assert.Equal(texts.Length, (await store.CheckFilesAsync(200, Ct)).SealedTexts);
    }

    [Theory]
    [InlineData("CAST(run || x'00' AS BLOB)", 40)]
    [InlineData("substr(run, 1, length(run) - 1)", 40)]
    [InlineData("substr(run, 1, 20)", 1)]
    [InlineData("CAST(substr(run, 1, 2) || x'7f7f' || substr(run, 5) AS BLOB)", 1)] // the first entry's length
    [InlineData("CAST(x'ffffffff' || substr(run, 5) AS BLOB)", 1)]
    [InlineData("CAST(zeroblob(4) || substr(run, 5) AS BLOB)", 2)] // the first one is empty then, and the rest is out of step
    public async Task A_damaged_row_is_read_up_to_the_entry_that_does_not_fit(string damage, int unreadable)
    {
        await AppendAsync(LedgerSamples.Records(1, 40), []);
        using (var vandal = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 0))
        {
            vandal.Execute($"UPDATE entry_runs SET run = {damage}");
        }

        await using var store = SqliteLedgerStore.OpenForReading(FilePath);
        var read = new List<long>();
        var error = await Assert.ThrowsAsync<LedgerUnreadableException>(async () =>
        {
            await foreach (var record in store.ReadAsync(1, long.MaxValue, Ct))
            {
                read.Add(record.Seq);
            }
        });

        Assert.Equal(Enumerable.Range(1, unreadable - 1).Select(seq => (long)seq), read);
        Assert.Contains($"entry {unreadable} ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("substr(run, 1, 20)", 41)]
    [InlineData("CAST(run || x'00' AS BLOB)", 80)]
    public async Task An_unreadable_row_says_how_far_it_reaches_and_what_stands_behind_is_read(string damage, int first)
    {
        await AppendAsync((LedgerSamples.Records(1, 40), []), (LedgerSamples.Records(41, 40), []), (LedgerSamples.Records(81, 40), []));
        Damage($"UPDATE entry_runs SET run = {damage} WHERE last = 80");
        await using var store = SqliteLedgerStore.OpenForReading(FilePath);

        var gaps = new List<LedgerGap>();
        var read = new List<long>();
        await foreach (var record in store.ReadPastGapsAsync(1, 120, gaps.Add, Ct))
        {
            read.Add(record.Seq);
        }

        var gap = Assert.Single(gaps);
        Assert.Equal((first, 80, true), (gap.FromSeq, gap.ToSeq, gap.IsPassed));
        Assert.Equal(Enumerable.Range(1, 120).Where(seq => seq < first || seq > 80).Select(seq => (long)seq), read);
    }

    [Theory]
    [InlineData("CAST(substr(run, 1, 6) || x'7f7f' || substr(run, 9) AS BLOB)")] // the first text's length
    [InlineData("substr(run, 1, 20)")]
    public async Task A_damaged_row_of_texts_is_told_with_its_entries_and_concerns_no_others(string damage)
    {
        var (early, lost) = (LedgerSamples.Sealed("early", 3), LedgerSamples.Sealed("lost", 90));
        await AppendAsync((LedgerSamples.Records(1, 40), [early]), (LedgerSamples.Records(41, 40), []), (LedgerSamples.Records(81, 40), [lost, LedgerSamples.Sealed("late", 91)]));
        Damage($"UPDATE sealed_text_runs SET run = {damage} WHERE last = 120");
        await using var store = SqliteLedgerStore.OpenForReading(FilePath);

        var told = await Assert.ThrowsAsync<SealedTextDamagedException>(async () => await store.FindSealedTextAsync(90, lost.Digest, Ct));
        var files = await store.CheckFilesAsync(120, Ct);

        Assert.Equal((81, 120), (told.Damage.FromSeq, told.Damage.ToSeq));
        Assert.Equal("early", (await store.FindSealedTextAsync(3, early.Digest, Ct))?.Text);
        Assert.Null(await store.FindSealedTextAsync(60, early.Digest, Ct)); // the next row of texts is the damaged one, and not its own
        Assert.Equal([told.Damage], files.DamagedTexts);
        Assert.Empty(files.Findings);
    }

    [Fact]
    public async Task Texts_in_front_of_the_damage_in_their_row_are_still_found()
    {
        var (first, second) = (LedgerSamples.Sealed("first", 1), LedgerSamples.Sealed("second", 2));
        await AppendAsync(LedgerSamples.Records(1, 40), [first, second]);
        Damage("UPDATE sealed_text_runs SET run = substr(run, 1, length(run) - 1)");
        await using var store = SqliteLedgerStore.OpenForReading(FilePath);

        Assert.Equal("first", (await store.FindSealedTextAsync(1, first.Digest, Ct))?.Text);
        await Assert.ThrowsAsync<SealedTextDamagedException>(async () => await store.FindSealedTextAsync(2, second.Digest, Ct));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_row_with_another_count_than_it_holds_is_no_ledger_to_start_with(int change)
    {
        await AppendAsync(LedgerSamples.Records(1, 40), []);
        using (var vandal = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 0))
        {
            vandal.Execute($"UPDATE entry_runs SET count = count + {change}");
        }

        Assert.Throws<LedgerBrokenException>(() => SqliteLedgerStore.Open(FilePath));
    }

    /// <summary>Batches of records and their texts, each a row of its own.</summary>
    private async Task AppendAsync(params (LedgerRecord[] Records, SealedText[] Texts)[] batches)
    {
        await using var store = SqliteLedgerStore.Open(FilePath);
        foreach (var (records, texts) in batches)
        {
            await store.AppendAsync(records[0].Seq - 1, records, texts, Ct);
        }
    }

    private Task AppendAsync(LedgerRecord[] records, SealedText[] texts) => AppendAsync((records, texts));

    private void Damage(string sql)
    {
        using var vandal = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 0);
        vandal.Execute(sql);
    }

    private async Task<List<LedgerRecord>> ReadAsync(long from, long to)
    {
        await using var store = SqliteLedgerStore.OpenForReading(FilePath);
        var read = new List<LedgerRecord>();
        await foreach (var record in store.ReadAsync(from, to, Ct))
        {
            read.Add(record);
        }

        return read;
    }

    private long? Ask(string sql)
    {
        using var database = SqliteDatabase.Open(FilePath, readOnly: true, busyTimeout: 0);
        return database.ReadInt64(sql);
    }
}
