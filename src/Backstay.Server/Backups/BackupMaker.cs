using Backstay.Client.Backups;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Routing;
using Backstay.Server.Node;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Backups;

/// <summary>
/// Takes backups of the running node, one at a time. What moves is copied first, each in one state and in an order that fits:
/// telemetry, then the ledger, which knows every position that telemetry names; objects, which are there before an entry
/// names them and never change, go out last.
/// </summary>
internal sealed class BackupMaker(
    ServeOptions options, LedgerSession ledger, IDecisionStore decisions, IObjectStore objects, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(5);

    private readonly DataLayout _layout = new(options.DataFolder);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Copies what moves. The backup that comes of it is written by whoever disposes it.</summary>
    public async Task<Result<PreparedBackup>> PrepareAsync(BackupRequest request, CancellationToken ct)
    {
        if (!await _gate.WaitAsync(TimeSpan.Zero, ct))
        {
            return Problem.Conflict("backup-running", "Another backup is being taken.", "Wait for its end, and try again.");
        }

        try
        {
            return await PrepareOneAsync(request, ct);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            CleanUp();
            return Problem.Unavailable(
                "backup-failed", $"The backup could not be prepared: {failure.Message}", "A copy of the ledger needs as much space beside it, for as long as the backup takes.");
        }
        catch
        {
            CleanUp();
            throw;
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Result<PreparedBackup>> PrepareOneAsync(BackupRequest request, CancellationToken ct)
    {
        var folder = _layout.Backup;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true); // of a process that was killed
        }

        DurableFile.CreateFolder(folder);
        var files = new List<BackupPart>();
        AddSmall(files, BackupPaths.Installation, _layout.Installation);
        AddSmall(files, BackupPaths.Escapes, _layout.Escapes);
        AddSmall(files, BackupPaths.Alerts, _layout.Alerts);
        if (request.Keys)
        {
            AddSmall(files, BackupPaths.CheckpointKey, _layout.CheckpointKey);
            AddSmall(files, BackupPaths.UnitKey, _layout.UnitKey);
        }

        if (request.Telemetry)
        {
            await decisions.FlushAsync(ct);
            AddSmall(files, BackupPaths.TelemetryHoles, _layout.Decisions + ".holes");
            files.Add(await CopyAsync(BackupPaths.Telemetry, _layout.Decisions, ct));
        }

        var note = await ledger.IssueCheckpointAsync(ct);
        if (!note.IsOk)
        {
            CleanUp();
            return note.Problem;
        }

        files.Add(await CopyAsync(BackupPaths.Ledger, _layout.LedgerOf(LedgerSession.Workspace), ct));
        var position = await HeadOfCopyAsync(ct);
        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, NodeVersion.Text, time.GetUtcNow(), ledger.Origin, position, ledger.Tree.RootAt(position), note.Value,
            request.Telemetry, request.Keys, [], []);
        return new PreparedBackup(manifest, files, (_layout.Root, objects), CleanUp);
    }

    /// <summary>The copy may hold a batch that is committed and not yet published; a moment later it is.</summary>
    private async Task<long> HeadOfCopyAsync(CancellationToken ct)
    {
        await using var store = SqliteLedgerStore.OpenForReading(CopyOf(BackupPaths.Ledger));
        var head = await store.GetHeadAsync(ct);
        while (ledger.Current.Position < head)
        {
            await Task.Delay(CatchUp, time, ct);
        }

        return head;
    }

    private async Task<BackupPart> CopyAsync(string path, string source, CancellationToken ct)
    {
        await SqliteCopy.WriteAsync(source, CopyOf(path), ct);
        return new BackupPart(path, CopyOf(path), Content: null);
    }

    private string CopyOf(string path) => Path.Combine(_layout.Backup, Path.GetFileName(path));

    /// <summary>Read now: such a file is written in place, or replaced, while the backup goes out.</summary>
    private static void AddSmall(List<BackupPart> files, string path, string source)
    {
        if (File.Exists(source))
        {
            files.Add(new BackupPart(path, Source: null, File.ReadAllBytes(source)));
        }
    }

    private void CleanUp()
    {
        try
        {
            Directory.Delete(_layout.Backup, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The next backup removes it.
        }

        _gate.Release();
    }
}
