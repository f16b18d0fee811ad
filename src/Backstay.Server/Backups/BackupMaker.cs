using Backstay.Client.Backups;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Routing;
using Backstay.Server.Node;
using Backstay.Storage;

namespace Backstay.Server.Backups;

/// <summary>
/// Takes backups of the running node, one at a time. What moves is copied first, each in one state and in an order that fits:
/// telemetry, then the ledger, which knows every position that telemetry names; objects, which are there before an entry
/// names them and never change, go out last. The ledger's copy is verified before anything goes out: a backup that could not be
/// restored is none.
/// </summary>
internal sealed class BackupMaker(
    ServeOptions options, LedgerSession ledger, IDecisionStore decisions, IObjectStore objects, IIdSource ids, TimeProvider time) : IDisposable
{
    /// <summary>Whoever has read a backup to its end may ask for the next while the server still clears up behind it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly DataLayout _layout = new(options.DataFolder);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Copies what moves. The backup that comes of it is written by whoever disposes it.</summary>
    public async Task<Result<PreparedBackup>> PrepareAsync(BackupRequest request, CancellationToken ct)
    {
        if (!await EnterAsync(ct))
        {
            return Problem.Conflict("backup-running", "Another backup is being taken.", "Wait for its end, and try again.");
        }

        StagingFolder? copies = null;
        var isPrepared = false;
        try
        {
            copies = StagingFolder.Create(_layout.BackupPrefix, ids);
            var prepared = await PrepareOneAsync(request, copies, ct);
            isPrepared = prepared.IsOk;
            return prepared;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Problem.Unavailable(
                "backup-failed",
                $"The backup could not be prepared: {failure.Message}",
                "A copy of the ledger needs as much space beside it, for as long as the backup takes. Folders 'backup-…' in the data folder, while no backup is taken, are what killed servers left: remove them.");
        }
        finally
        {
            if (!isPrepared)
            {
                CleanUp(copies);
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<bool> EnterAsync(CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            await _gate.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Result<PreparedBackup>> PrepareOneAsync(BackupRequest request, StagingFolder copies, CancellationToken ct)
    {
        var files = new List<BackupPart>();
        AddSmall(files, BackupPaths.Installation, _layout.Installation);
        AddSmall(files, BackupPaths.Alerts, _layout.Alerts); // before the ledger: what was told by then is told once more at worst
        if (request.Keys)
        {
            AddSmall(files, BackupPaths.CheckpointKey, _layout.CheckpointKey);
            AddSmall(files, BackupPaths.UnitKey, _layout.UnitKey);
        }

        if (request.Telemetry)
        {
            await decisions.FlushAsync(ct);
            files.Add((await CopyAsync(copies, BackupPaths.Telemetry, _layout.Decisions, ct)).Part);

            // After the copy: what it lacks is noted by now. A rollout that lacks something since then is noted too, which is safe.
            await decisions.FlushAsync(ct);
            AddSmall(files, BackupPaths.TelemetryHoles, _layout.Decisions + ".holes");
        }

        var note = await ledger.IssueCheckpointAsync(ct);
        if (!note.IsOk)
        {
            return note.Problem;
        }

        var escapes = new CopiedEscapes(_layout.Escapes);
        escapes.Look();
        var copy = await CopyAsync(copies, BackupPaths.Ledger, _layout.LedgerOf(LedgerSession.Workspace), ct);
        files.Add(copy.Part);
        if (!(await new LedgerCopyCheck(ledger, time).RunAsync(copy.File, ct)).TryGet(out var saved, out var damaged))
        {
            return damaged;
        }

        escapes.Look();
        if (escapes.WriteTo(copies.FullPath) is { } noted)
        {
            files.Add(new BackupPart(BackupPaths.Escapes, Source: null, await File.ReadAllBytesAsync(noted, ct)));
        }

        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, NodeVersion.Text, time.GetUtcNow(), ledger.Origin, saved.Position, saved.Root, note.Value,
            request.Telemetry, request.Keys, [], []);
        var found = await SavedObjects.ListAsync(_layout.Root, objects, ledger.Store, saved.Position, ct);
        return new PreparedBackup(manifest, files, found, () => CleanUp(copies));
    }

    private static async Task<(BackupPart Part, string File)> CopyAsync(StagingFolder copies, string path, string source, CancellationToken ct)
    {
        var copy = Path.Combine(copies.FullPath, Path.GetFileName(path));
        await SqliteCopy.WriteAsync(source, copy, ct);
        return (new BackupPart(path, copy, Content: null), copy);
    }

    /// <summary>Read now: such a file is written in place, or replaced, while the backup goes out.</summary>
    private static void AddSmall(List<BackupPart> files, string path, string source)
    {
        if (File.Exists(source))
        {
            files.Add(new BackupPart(path, Source: null, File.ReadAllBytes(source)));
        }
    }

    private void CleanUp(StagingFolder? copies)
    {
        copies?.Dispose();
        _gate.Release();
    }
}
