using Backstay.Client.Backups;
using Backstay.Core.Primitives.Objects;
using Backstay.Server.Backups;
using Backstay.Server.Node;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;
using Backstay.Storage.Telemetry;

namespace Backstay.Server.Tests.Backups;

/// <summary>A backup of a data folder in which no server runs, taken as a server takes it.</summary>
internal static class TakenBackup
{
    /// <param name="archive">The file that it is written to.</param>
    /// <param name="seen">What the server sees of the folder's objects; null for all.</param>
    public static async Task<BackupManifest> WriteAsync(string data, string archive, CancellationToken ct, Func<IObjectStore, IObjectStore>? seen = null)
    {
        var layout = new DataLayout(data);
        var ids = new SystemIdSource();
        var installation = Installation.Open(layout, LedgerSession.Workspace, ids);
        using var signer = installation.Signer;
        await using var store = SqliteLedgerStore.Open(layout.LedgerOf(LedgerSession.Workspace));
        using var session = await LedgerSession.OpenAsync(store, installation, [], (TimeProvider.System, ids), ct);
        await using var decisions = SqliteDecisionStore.Open(layout.Decisions, TimeProvider.System);
        IObjectStore objects = FolderObjectStore.Open(layout.Root);
        using var maker = new BackupMaker(
            new ServeOptions { DataFolder = layout.Root }, session, decisions, seen?.Invoke(objects) ?? objects, ids, TimeProvider.System);
        var prepared = await maker.PrepareAsync(new BackupRequest(), ct);
        Assert.True(prepared.IsOk, prepared.Problem?.Message);
        using var backup = prepared.Value;
        await using var file = File.Create(archive);
        await backup.WriteAsync(file, ct);
        file.Position = 0;
        var read = await new BackupArchive(static (_, content, token) => content.CopyToAsync(Stream.Null, token)).ReadAsync(file, ct);
        return read.IsOk ? read.Value : throw new InvalidOperationException(read.Problem.Message);
    }
}
