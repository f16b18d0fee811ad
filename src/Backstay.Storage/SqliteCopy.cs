using Backstay.Storage.Sqlite;

namespace Backstay.Storage;

/// <summary>Copies an SQLite file in one consistent state, also while others write to it. Nobody waits for the copy.</summary>
public static class SqliteCopy
{
    private const int BusyTimeout = 5_000;

    /// <param name="target">Must not exist; SQLite brings it into being without free pages, so what was erased is not in it.</param>
    /// <exception cref="IOException">The source can't be read, is damaged where it was read, or the target finds no space.</exception>
    public static Task WriteAsync(string source, string target, CancellationToken ct) => Task.Run(
        () =>
        {
            using var database = SqliteDatabase.Open(source, readOnly: true, BusyTimeout);
            database.Execute($"VACUUM INTO '{target.Replace("'", "''", StringComparison.Ordinal)}'");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(target, DurableFile.PrivateFile);
            }
        },
        ct);
}
