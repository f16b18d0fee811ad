using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Audit;
using Backstay.Server.Node;
using Backstay.Storage;

namespace Backstay.Server.Backups;

/// <summary>
/// Makes a data folder of a backup. Everything goes into a new folder beside the target first, is synced and verified there,
/// and gets its name last: what bears the name is whole, what does not come through leaves nothing behind, and nothing that
/// was there before is touched.
/// </summary>
public static class FolderRestore
{
    private const string NotWritten = "Nothing was restored.";
    private const string NameAnother = "Name a folder that does not exist yet.";

    /// <returns>
    /// The manifest and what verification found; nothing was restored where that is not <see cref="IsUsable"/>. A problem where
    /// the backup, the target or the keys won't do.
    /// </returns>
    /// <param name="ids">Draws the name of the folder beside the target.</param>
    /// <exception cref="DataFolderInUseException">Another process works in the target.</exception>
    public static async Task<Result<(BackupManifest Manifest, LedgerVerification Verified)>> RunAsync(
        RestoreRequest request, IIdSource ids, CancellationToken ct)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Target));
        if (TargetProblem(target) is { } taken)
        {
            return taken;
        }

        DurableFile.CreateFolder(Path.GetDirectoryName(target) ?? "/");
        using var staging = StagingFolder.Create(target + ".restoring-", ids);
        var restored = await RestoreAsync(request, staging.FullPath, ct);
        return restored.IsOk && IsUsable(restored.Value.Verified) && !staging.TryMoveTo(target)
            ? TargetProblem(target) ?? NotEmpty(target)
            : restored;
    }

    /// <summary>
    /// Whether a folder is worth having. A missing object or an altered text was so when the backup was taken, the server lives
    /// with it, and an object is mended by putting it again; what is wrong with entries or checkpoints is not mended.
    /// </summary>
    public static bool IsUsable(LedgerVerification verified) =>
        !verified.Counts.Any(count => IsRuinous(count.Kind));

    /// <summary>Whether a folder in which this is found is not worth having.</summary>
    public static bool IsRuinous(LedgerFindingKind kind) =>
        kind is not (LedgerFindingKind.ObjectMissing or LedgerFindingKind.ObjectDamaged or LedgerFindingKind.SealedTextChanged or LedgerFindingKind.SideFileDamaged);

    /// <summary>Names the process that works there, where one does.</summary>
    private static Problem? TargetProblem(string target)
    {
        if (Path.GetDirectoryName(target) is null)
        {
            return Problem.Invalid("--data", $"'{target}' is the root of the file system.", NameAnother);
        }

        if (File.Exists(target))
        {
            return Problem.Invalid("--data", $"'{target}' is a file.", NameAnother);
        }

        if (new DirectoryInfo(target).LinkTarget is not null)
        {
            return Problem.Invalid("--data", $"'{target}' is a symbolic link.", NameAnother);
        }

        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any())
        {
            return null;
        }

        DataFolderLock.ThrowIfHeld(target);
        return NotEmpty(target);
    }

    private static Problem NotEmpty(string target) => Problem.Refused(
        "folder-not-empty", $"'{target}' is not empty. A backup is restored into a folder of its own; nothing is ever replaced.",
        "Name a folder that does not exist yet, or move this one away first.");

    private static async Task<Result<(BackupManifest Manifest, LedgerVerification Verified)>> RestoreAsync(
        RestoreRequest request, string staging, CancellationToken ct)
    {
        var read = await new BackupArchive((path, content, token) => WriteAsync(Path.Combine(staging, path), content, token)).ReadAsync(request.Archive, ct);
        if (!read.TryGet(out var manifest, out var damaged))
        {
            return damaged with { Message = $"{damaged.Message} {NotWritten}" };
        }

        RemoveLost(manifest, staging);
        var layout = new DataLayout(staging);
        if (KeysProblem(request, manifest, layout) is { } keys)
        {
            return keys;
        }

        foreach (var folder in Directory.EnumerateDirectories(staging, "*", SearchOption.AllDirectories).Append(staging))
        {
            DurableFile.SyncFolder(folder);
        }

        // Verified before new keys are drawn: the ledger's checkpoints are signed with the old ones.
        var verified = await VerifyAsync(request, manifest, staging, ct);
        return verified.IsOk && request.NewKeys && InstallationProblem(layout, newKeys: true) is { } unusable ? unusable : verified;
    }

    /// <summary>Damaged or unreadable before it was saved: without its bytes an object is missing, and that is what is found and said.</summary>
    private static void RemoveLost(BackupManifest manifest, string staging)
    {
        var damaged = manifest.Damaged.Select(name => Digest.TryParse(name, out var digest) ? digest : default(Digest?)).OfType<Digest>();
        foreach (var file in damaged.Concat(manifest.Unreadable.Select(lost => lost.Object)).Select(digest => Path.Combine(staging, BackupPaths.Of(digest))))
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }
    }

    private static async Task<Result<(BackupManifest Manifest, LedgerVerification Verified)>> VerifyAsync(
        RestoreRequest request, BackupManifest manifest, string staging, CancellationToken ct)
    {
        if (!FolderLedger.Open(staging).TryGet(out var ledger, out var problem))
        {
            return problem.Kind == ProblemKind.Unavailable || problem.Code == LedgerFormatException.Code ? problem with { Message = $"{problem.Message} {NotWritten}" } : Problem.Refused("backup-damaged", $"The backup's ledger can't be opened: {problem.Message} {NotWritten}", "Use another backup.");
        }

        await using (ledger)
        {
            ledger.TakesEarlierKeys = true; // of an installation that once lost its key
            var given = new VerifyLedger { Checkpoint = request.ExpectedCheckpoint, Key = request.VerifierKey };
            var verified = await ledger.VerifyAsync(given, entries: null, objects: null, ct);
            if (!verified.TryGet(out var found, out var unread))
            {
                return unread;
            }

            return found.Entries == manifest.Position && found.Root == manifest.Root
                ? (manifest, found)
                : Problem.Refused(
                    "backup-damaged",
                    $"The backup's ledger has {found.Entries} entries with the root {found.Root}; its manifest says {manifest.Position} and {manifest.Root}. {First(found)}{NotWritten}",
                    "Use another backup.");
        }
    }

    /// <summary>Where the entries differ, the first thing that is wrong with them.</summary>
    private static string First(LedgerVerification found) => found.Findings is [var first, ..] ? $"The first of {found.FindingsInAll} findings: {first.Message} " : "";

    private static Problem? KeysProblem(RestoreRequest request, BackupManifest manifest, DataLayout layout)
    {
        if (request.Keys is { } folder)
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(layout.CheckpointKey) ?? "/");
            foreach (var target in new[] { layout.CheckpointKey, layout.UnitKey })
            {
                var source = Path.Combine(folder, Path.GetFileName(target));
                if (!File.Exists(source))
                {
                    return Problem.Invalid("--keys", $"There is no '{source}'.", "Name a copy of the folder 'keys' of the data folder that was backed up.");
                }

                DurableFile.Replace(target, File.ReadAllBytes(source));
            }
        }
        else if (!manifest.Keys && !request.NewKeys)
        {
            return Problem.Refused(
                "keys-missing",
                "The backup holds no keys, and without them the ledger's checkpoints can't be signed on, nor units be recognised.",
                "Give --keys FOLDER with a copy of the installation's 'keys', or --new-keys to begin with new ones: checkpoints that were signed before then verify with the old verifier key only.");
        }

        return request.NewKeys ? null : InstallationProblem(layout, newKeys: false);
    }

    /// <summary>A folder that can't be started on is none. What was asked to be new is drawn here, so that a start never has to.</summary>
    private static Problem? InstallationProblem(DataLayout layout, bool newKeys)
    {
        try
        {
            Installation.Open(layout, LedgerSession.Workspace, new SystemIdSource(), newKeys).Signer.Dispose();
            return null;
        }
        catch (InstallationException unusable)
        {
            return Problem.Refused(unusable.Code, $"{unusable.Message} {NotWritten}", "Give --keys FOLDER with a sound copy of the installation's 'keys', or use another backup.");
        }
    }

    private static async Task WriteAsync(string path, Stream content, CancellationToken ct)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(path) ?? "/");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFile.PrivateFile;
        }

        await using var file = new FileStream(path, options);
        await content.CopyToAsync(file, ct);
        await file.FlushAsync(ct);
        DurableFile.Sync(file.SafeFileHandle, path);
    }
}
