using System.CommandLine;
using System.Diagnostics;
using Backstay.Cli.Objects;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Backups;
using Backstay.Server.Backups;
using Backstay.Storage;

namespace Backstay.Cli.Local;

/// <summary><c>backstay backup</c>: one file from a running server, hashed while it comes.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file to write, a tar archive." };
        var telemetry = new Option<bool>("--with-telemetry") { Description = "Decisions and outcomes too: what explanations and the judges of running rollouts read." };
        var keys = new Option<bool>("--with-keys") { Description = "The installation's private keys too. Whoever has the file can sign in its name: keep it as you keep keys." };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var command = new Command("backup", "Take a backup of the running server: ledger, checkpoints and objects in one consistent state. Exit code 1 where objects are damaged, missing or can't be read: they are named.")
        {
            file, telemetry, keys, force,
        };
        command.Run(async (parsed, context, ct) =>
        {
            var target = parsed.GetRequiredValue(file);
            var overwrite = parsed.GetValue(force);
            LocalTarget.Check(target, overwrite);
            var request = new BackupRequest { Telemetry = parsed.GetValue(telemetry), Keys = parsed.GetValue(keys) };
            var manifest = await Waiting.ForAsync(context.Printer, "Backing up", () => WriteAsync(context.Client, request, target, overwrite, ct));
            target.Refresh();
            return Print(context.Printer, target, manifest);
        });
        return command.WithExamples(
            "backstay backup backstay.tar",
            "backstay backup /backups/backstay.tar --with-telemetry --with-keys --force");
    }

    private static async Task<BackupManifest> WriteAsync(BackstayClient client, BackupRequest request, FileInfo target, bool overwrite, CancellationToken ct)
    {
        BackupManifest? manifest = null;
        await LocalTarget.WriteAsync(target, async stream => manifest = await TakeAsync(client, request, stream, ct), overwrite, "file");
        return manifest ?? throw new UnreachableException("It was taken, or an exception said why not.");
    }

    private static async Task<BackupManifest> TakeAsync(BackstayClient client, BackupRequest request, Stream target, CancellationToken ct)
    {
        if (target is FileStream file && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, DurableFile.PrivateFile);
        }

        using var response = await client.OpenBackupAsync(request, ct);
        await using var copied = new CopiedStream(await response.Content.ReadAsStreamAsync(ct), target);
        var read = await new BackupArchive(static (_, content, token) => content.CopyToAsync(Stream.Null, token)).ReadAsync(copied, ct);
        if (!read.TryGet(out var manifest, out var problem))
        {
            throw CliProblems.Refused(problem.Code, $"{problem.Message} Nothing was kept.", problem.Hint);
        }

        await copied.DrainAsync(ct);
        await target.FlushAsync(ct);
        if (target is FileStream written)
        {
            DurableFile.Sync(written.SafeFileHandle, written.Name);
        }

        return manifest;
    }

    private static int Print(Printer printer, FileInfo target, BackupManifest manifest)
    {
        printer.Print(
            new
            {
                file = target.FullName,
                size = target.Length,
                manifest.Position,
                manifest.Root,
                manifest.Origin,
                manifest.Time,
                manifest.Checkpoint,
                manifest.Telemetry,
                manifest.Keys,
                files = manifest.Files.Length,
                manifest.Damaged,
                manifest.Unreadable,
                manifest.Unlisted,
            },
            console =>
            {
                console.Line($"Backup of position {manifest.Position} written to {target.Name}: {manifest.Files.Length} files, {Sizes.Text(target.Length)}, every byte hashed.");
                console.Line($"Root {manifest.Root}. {Words(manifest)}");
                foreach (var digest in manifest.Damaged)
                {
                    console.Line($"  object-damaged: {digest} was damaged on the server already. 'backstay object put FILE' with the same bytes mends it.");
                }

                foreach (var lost in manifest.Unreadable)
                {
                    console.Line($"  object-unreadable: {lost.Object} could not be read on the server: {lost.Why} {lost.Uses} Mend the disk or its rights there and take another backup; or 'backstay object put FILE' with the same bytes.");
                }

                foreach (var unlisted in manifest.Unlisted)
                {
                    console.Line($"  folder-unlisted: {unlisted.Folder} could not be listed on the server: {unlisted.Why} What entries need was looked for by its name; objects in it that no entry uses yet are not in the backup. Mend the disk or its rights there and take another backup.");
                }

                if (!manifest.HasAllObjects)
                {
                    console.Line($"The backup is NOT whole: it lacks {Lacking(manifest)}. All else is in it, and can be restored.");
                }
            });
        return manifest.HasAllObjects ? ExitCodes.Ok : ExitCodes.Refused;
    }

    private static string Lacking(BackupManifest manifest) => manifest.Damaged.Length + manifest.Unreadable.Length is var count and > 0
        ? $"{count} object(s)"
        : "what could not be listed";

    private static string Words(BackupManifest manifest) => (manifest.Telemetry, manifest.Keys) switch
    {
        (true, true) => "With telemetry and keys: keep it as you keep keys.",
        (true, false) => "With telemetry, without keys: a restore needs a copy of the folder 'keys'.",
        (false, true) => "With keys, without telemetry: keep it as you keep keys.",
        (false, false) => "Without telemetry and keys: a restore needs a copy of the folder 'keys'.",
    };
}
