using Backstay.Core.Ledger;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>What SQLite's answers mean for a ledger.</summary>
internal static class SqliteLedgerErrors
{
    public static LedgerBrokenException Broken(string path, Exception why) =>
        new(
            $"The ledger '{path}' accepts nothing more until a restart, because it can't be known what is on the disk: "
            + why.Message,
            why);

    /// <param name="entries">See <see cref="LedgerUnreadableException.Entries"/>.</param>
    public static LedgerUnreadableException Unreadable(string path, Exception why, (long From, long To)? entries) =>
        new($"The ledger '{path}' can't be read: {why.Message}", why) { Entries = entries };

    public static SqliteLedgerStore AtOpen(string path, Func<SqliteLedgerStore> open)
    {
        try
        {
            return open();
        }
        catch (SqliteFailure e) when (e.IsFull)
        {
            throw new LedgerFullException($"There is no space to open the ledger '{path}'.", e);
        }
        catch (SqliteFailure e) when (e.IsBusy)
        {
            throw new LedgerLockedException($"Another process holds the ledger '{path}'.", e);
        }
        catch (SqliteFailure e) when (e.IsAccess)
        {
            throw new IOException($"The ledger '{path}' can't be opened or written by this user.", e);
        }
        catch (SqliteFailure e)
        {
            throw new LedgerBrokenException($"'{path}' is not a sound ledger: {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The ledger '{path}' can't be opened or written by this user.", e);
        }
    }
}
