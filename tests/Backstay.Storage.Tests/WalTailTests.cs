using Backstay.Storage.Sqlite;
using Backstay.TestKit;

namespace Backstay.Storage.Tests;

/// <summary>Where a write-ahead log loses something, told from where it only ends.</summary>
public sealed class WalTailTests : IDisposable
{
    private const int Header = 32;
    private const int Frame = 24 + 4_096;

    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("copy-wal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_log_that_ends_with_a_commit_loses_nothing()
    {
        Write(firstRound: 0, lastRound: 5);
        Assert.Equal(WalTailKind.None, WalTail.Read(Log).Kind);
        File.WriteAllBytes(Log, []);
        Assert.Equal(WalTailKind.None, WalTail.Read(Log).Kind);
        File.Delete(Log);
        Assert.Equal(WalTailKind.None, WalTail.Read(Log).Kind);
    }

    /// <summary>A log that was begun anew is written over from its start; what its last round left behind is not lost.</summary>
    [Fact]
    public void What_an_earlier_round_left_behind_means_nothing()
    {
        Write(firstRound: 40, lastRound: 3);
        Assert.True(new FileInfo(Log).Length > Header + (40 * Frame), "The log was cut off, not begun anew.");
        Assert.Equal(WalTailKind.None, WalTail.Read(Log).Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void A_flipped_bit_anywhere_in_the_last_round_is_seen_and_half_a_commit_told_from_lost_ones(int firstRound)
    {
        const int Commits = 4;
        Write(firstRound, Commits);
        var sound = File.ReadAllBytes(Log);
        for (var frame = 0; frame < Commits; frame++)
        {
            for (var at = 0; at < Frame; at += at < 32 ? 1 : 97)
            {
                var damaged = (byte[])sound.Clone();
                damaged[Header + (frame * Frame) + at] ^= 4;
                File.WriteAllBytes(Log, damaged);

                var tail = WalTail.Read(Log);

                Assert.Equal((frame == Commits - 1 ? WalTailKind.Torn : WalTailKind.Damaged, frame + 1L), (tail.Kind, tail.Frame));
            }
        }

        for (var at = 0; at < Header; at++)
        {
            var damaged = (byte[])sound.Clone();
            damaged[at] ^= 64;
            File.WriteAllBytes(Log, damaged);
            Assert.Equal(new WalTail(WalTailKind.Damaged, 0, 0), WalTail.Read(Log));
        }
    }

    [Theory]
    [InlineData(Header + Frame, WalTailKind.None)]
    [InlineData(Header + Frame + 1, WalTailKind.Torn)]
    [InlineData(Header + Frame + 24, WalTailKind.Torn)]
    [InlineData(Header + (2 * Frame) - 1, WalTailKind.Torn)]
    [InlineData(Header - 1, WalTailKind.Torn)]
    public void A_log_that_was_cut_off_is_torn(int length, object expected)
    {
        Write(firstRound: 0, lastRound: 2);
        using (var log = File.OpenWrite(Log))
        {
            log.SetLength(length);
        }

        Assert.Equal(expected, WalTail.Read(Log).Kind);
    }

    /// <summary>A log as a kill leaves it: commits of one frame each, in two rounds.</summary>
    private void Write(int firstRound, int lastRound)
    {
        var path = _folder.File("db");
        SqliteDatabase.CreateFile(path);
        using var database = SqliteDatabase.Open(path, readOnly: false, busyTimeout: 0);
        database.Require("journal_mode", "wal");
        database.Require("wal_autocheckpoint", "0");
        database.Execute("CREATE TABLE t(x)");
        for (var i = 0; i < firstRound; i++)
        {
            database.Execute("INSERT INTO t VALUES(randomblob(8))");
        }

        database.CheckpointPassive();
        for (var i = 0; i < lastRound; i++)
        {
            database.Execute("INSERT INTO t VALUES(1)");
        }

        File.Copy(path + "-wal", Log, overwrite: true);
    }
}
