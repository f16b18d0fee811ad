using Backstay.Core.Ledger;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>Whether the files of a ledger are as SQLite wrote them.</summary>
public static class SqliteLedgerFiles
{
    /// <summary>
    /// What the write-ahead log would lose at the next start; null where nothing. Nobody may have the ledger open for
    /// writing: a log that is being written always ends like this.
    /// </summary>
    public static LedgerFinding? FindLogDamage(string ledger)
    {
        var log = ledger + "-wal";
        var tail = WalTail.Read(log);
        return tail.Kind switch
        {
            WalTailKind.Torn => new LedgerFinding(
                LedgerFindingKind.TornTail, 0, 0,
                $"'{log}' ends, from frame {tail.Frame} on, with a batch that is not whole: what a kill or a power cut leaves of one that "
                + "was never acknowledged. Damage to the last batch looks the same; only a checkpoint kept elsewhere tells. The next start drops it."),
            WalTailKind.Damaged when tail.Frame == 0 => new LedgerFinding(
                LedgerFindingKind.FileDamaged, 0, 0,
                $"'{log}' is damaged in its header: all the batches in it can't be read any more. A start would drop them."),
            WalTailKind.Damaged => new LedgerFinding(
                LedgerFindingKind.FileDamaged, 0, 0,
                $"'{log}' is damaged at frame {tail.Frame} or in the batch that begins there: that batch and {tail.Commits - 1} or more behind it "
                + "were durable and can't be read any more. A start would drop them."),
            _ => null,
        };
    }

    /// <summary>The checkpoints that a ledger keeps, by a look at it that changes nothing; none where it can't be read.</summary>
    public static IReadOnlyList<StoredCheckpoint> PeekCheckpoints(string ledger)
    {
        try
        {
            using var reader = SqliteLedgerReader.Open(ledger);
            return reader.Checkpoints();
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>
    /// What is wrong in the header of the ledger's own file, as far as that can be told. Asked before anything in this process
    /// opens the ledger. Beside a server that moves its log into the file just now, what is wrong is read twice.
    /// </summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static LedgerFinding? FindHeaderDamage(string ledger)
    {
        var own = (SqliteLedgerSchema.ApplicationId, SqliteLedgerSchema.Version);
        return SqliteFileHeader.FindDamage(ledger, own).Count > 0 && SqliteFileHeader.FindDamage(ledger, own) is { Count: > 0 } found
            ? new LedgerFinding(LedgerFindingKind.FileDamaged, 0, 0, $"'{ledger}' is damaged in its header: {string.Join("; ", found)}.")
            : null;
    }

    internal static LedgerFileDamage Check(SqliteLedgerReader reader, string path, long head)
    {
        var pages = reader.FindPageDamage().Select(what => $"SQLite says: {what}");
        var texts = reader.CheckTexts(head);
        return new LedgerFileDamage(
            [.. pages.Select(what => new LedgerFinding(LedgerFindingKind.FileDamaged, 0, 0, $"'{path}' is damaged. {what}"))],
            texts.Altered,
            texts.Count)
        {
            DamagedTexts = texts.Damaged,
        };
    }
}
