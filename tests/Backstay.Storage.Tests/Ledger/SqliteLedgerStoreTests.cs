using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Sqlite;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Ledger;

public sealed class SqliteLedgerStoreTests : LedgerStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("data", "default.ledger");

    public void Dispose() => _folder.Dispose();

    protected override ILedgerStore Open() => SqliteLedgerStore.Open(FilePath);

    [Fact]
    public async Task Only_the_owner_may_read_the_files()
    {
        await using var store = Open();
        await store.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct);

        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs Unix file modes");
            return;
        }

        Assert.Equal(DurableFile.PrivateFolder, File.GetUnixFileMode(_folder.File("data")));
        foreach (var file in Directory.GetFiles(_folder.File("data")))
        {
            Assert.Equal(DurableFile.PrivateFile, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task The_table_of_entries_has_no_index_beside_its_order()
    {
        await using var store = Open();
        using var database = SqliteDatabase.Open(FilePath, readOnly: true, busyTimeout: 0);

        Assert.Equal(0, database.ReadInt64("SELECT count(*) FROM sqlite_master WHERE type='index' AND tbl_name='entry_runs'"));
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(_folder.File("data"));
        SqliteDatabase.CreateFile(FilePath);
        using (var other = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 0))
        {
            other.Execute("CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
        }

        var before = await File.ReadAllBytesAsync(FilePath, Ct);

        Assert.Contains("no Backstay ledger", Assert.Throws<LedgerBrokenException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(FilePath, Ct));
    }

    [Fact]
    public async Task A_file_of_another_format_is_refused_and_not_called_damaged()
    {
        await Open().DisposeAsync();
        foreach (var (format, said) in new[] { (4, "format 4"), (2, "format 2"), (255, "format 255") })
        {
            Execute($"PRAGMA user_version = {format}");

            Assert.Contains($"{said}; this version of Backstay reads format 3 only", Assert.Throws<LedgerFormatException>(() => Open()).Message, StringComparison.Ordinal);
            Assert.Throws<LedgerFormatException>(() => SqliteLedgerStore.OpenForReading(FilePath));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(256)]
    [InlineData(3 + (1 << 24))]
    public async Task A_format_that_there_never_was_is_damage(int format)
    {
        await Open().DisposeAsync();
        Execute($"PRAGMA user_version = {format}");

        Assert.Contains("which there is not", Assert.Throws<LedgerBrokenException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(_folder.File("data"));
        File.WriteAllText(FilePath, new string('x', 8192));

        Assert.Throws<LedgerBrokenException>(() => Open());
    }

    [Theory]
    [InlineData("DELETE FROM entry_runs WHERE last = 1")]
    [InlineData("DELETE FROM entry_runs WHERE last = 49")]
    public async Task A_sequence_with_a_hole_is_refused_at_open(string tampering)
    {
        await using (var store = Open())
        {
            for (var seq = 1; seq <= 50; seq++)
            {
                await store.AppendAsync(seq - 1, LedgerSamples.Records(seq, 1), [], Ct); // a batch each, so a row each
            }
        }

        Execute(tampering);

        Assert.Throws<LedgerBrokenException>(() => Open());
    }

    [Fact]
    public async Task A_reader_of_the_file_sees_what_a_writer_beside_it_commits_and_can_not_write()
    {
        await using var writer = Open();
        await writer.AppendAsync(0, LedgerSamples.Records(1, 2), [], Ct);
        await using var reader = SqliteLedgerStore.OpenForReading(FilePath);
        await writer.AppendAsync(2, LedgerSamples.Records(3, 2), [], Ct);

        LedgerSamples.AssertSame(LedgerSamples.Records(1, 4), await ReadAsync(reader, 1, long.MaxValue));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => reader.AppendAsync(4, LedgerSamples.Records(5, 1), [], Ct));
        Assert.Throws<FileNotFoundException>(() => SqliteLedgerStore.OpenForReading(FilePath + ".absent"));
    }

    [Fact]
    public async Task A_lock_held_by_somebody_else_is_named_and_writes_nothing()
    {
        await using var store = Open();
        using (var other = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 0))
        {
            other.Execute("BEGIN IMMEDIATE");
            var refused = await Assert.ThrowsAsync<LedgerLockedException>(
                () => store.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct));
            Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
        }

        await store.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct);
    }

    [Fact]
    public async Task The_write_ahead_log_stays_bounded_without_a_checkpoint_inside_a_commit()
    {
        await using var store = Open();
        var seq = 0L;
        for (var i = 0; i < 60; i++)
        {
            var batch = LedgerSamples.Records(seq + 1, 30, size: 60_000);
            await store.AppendAsync(seq, batch, [], Ct);
            seq += batch.Length;
        }

        // 108 MB went in; without the keeper all of it would lie in the log.
        Assert.InRange(new FileInfo(FilePath + "-wal").Length, 1, 90L << 20);
        Assert.Equal(seq, await store.GetHeadAsync(Ct));
    }

    [Fact]
    public async Task A_torn_end_of_the_write_ahead_log_costs_only_the_commits_it_cuts()
    {
        var wal = FilePath + "-wal";
        var ends = new List<long>();
        await using (var store = Open())
        {
            for (var i = 0; i < 6; i++)
            {
                await store.AppendAsync(i * 2, LedgerSamples.Records((i * 2) + 1, 2, size: 3_000), [], Ct);
                ends.Add(new FileInfo(wal).Length);
            }

            CopyTo("torn");
        }

        var random = new Random(20240611);
        for (var round = 0; round < 20; round++)
        {
            var length = random.NextInt64(ends[0], ends[^1] + 1);
            var whole = ends.Count(end => end <= length);
            Directory.CreateDirectory(_folder.File("round"));
            File.Copy(_folder.File("torn", "ledger"), _folder.File("round", "ledger"), overwrite: true);
            var bytes = await File.ReadAllBytesAsync(_folder.File("torn", "ledger-wal"), Ct);
            await File.WriteAllBytesAsync(_folder.File("round", "ledger-wal"), bytes[..(int)length], Ct);

            await using var reopened = SqliteLedgerStore.Open(_folder.File("round", "ledger"));

            LedgerSamples.AssertSame(
                LedgerSamples.Records(1, whole * 2, size: 3_000), await ReadAsync(reopened, 1, long.MaxValue));
            await reopened.AppendAsync(whole * 2, LedgerSamples.Records((whole * 2) + 1, 1), [], Ct);
        }
    }

    [Fact]
    public async Task A_copy_taken_after_a_flip_in_the_database_is_still_readable_for_verification()
    {
        await using (var store = Open())
        {
            await store.AppendAsync(0, LedgerSamples.Records(1, 20), [], Ct);
        }

        var bytes = await File.ReadAllBytesAsync(FilePath, Ct);
        var at = bytes.AsSpan().IndexOf("kkkkkkkkkk"u8);
        Assert.True(at > 0);
        bytes[at] = (byte)'K';
        await File.WriteAllBytesAsync(FilePath, bytes, Ct);

        await using var copy = SqliteLedgerStore.OpenForReading(FilePath);
        var found = await ReadAsync(copy, 1, long.MaxValue);

        var changed = Assert.Single(found, r => r.LeafHash != Backstay.Core.Primitives.Digest.Of([0, .. r.Bytes.Span]));
        Assert.Equal(10, changed.Seq);
    }

    private void Execute(string sql)
    {
        using var database = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 0);
        database.Execute(sql);
    }

    private void CopyTo(string name)
    {
        Directory.CreateDirectory(_folder.File(name));
        File.Copy(FilePath, _folder.File(name, "ledger"));
        File.Copy(FilePath + "-wal", _folder.File(name, "ledger-wal"));
    }
}
