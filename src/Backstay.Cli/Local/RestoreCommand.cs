using System.CommandLine;
using System.Text.Json;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Backups;
using Backstay.Server.Node;
using Backstay.Storage;

namespace Backstay.Cli.Local;

/// <summary><c>backstay restore</c>: a data folder of a backup, verified before it gets its name. No server runs.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "What 'backstay backup' wrote." };
        var data = new Option<DirectoryInfo>("--data", "-d") { Description = "The data folder to make. It must not exist, or be empty.", HelpName = "FOLDER", Required = true };
        var keys = new Option<DirectoryInfo?>("--keys") { Description = "A copy of the installation's folder 'keys', for a backup without them.", HelpName = "FOLDER" };
        var newKeys = new Option<bool>("--new-keys") { Description = "Begin with new keys where there are none: earlier checkpoints then verify with the old verifier key only." };
        var checkpoint = new Option<FileInfo?>("--expect-checkpoint") { Description = "A signed checkpoint that was kept elsewhere: a backup that lies behind it, or differs from it, is refused.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "The verifier key of its signature, or a file that holds it.", HelpName = "VKEY|FILE" };
        var command = new Command("restore", "Make a data folder of a backup: every byte is hashed, the ledger and its checkpoints are verified, and what is damaged is named. Exit code 1 where something is.")
        {
            file, data, keys, newKeys, checkpoint, key,
        };
        command.Run(async (parsed, context, ct) =>
        {
            var source = parsed.GetRequiredValue(file);
            var target = parsed.GetRequiredValue(data);
            await using var archive = Open(source);
            var request = new RestoreRequest
            {
                Archive = archive,
                Target = target.FullName,
                Keys = parsed.GetValue(keys)?.FullName,
                NewKeys = parsed.GetValue(newKeys),
                ExpectedCheckpoint = await SmallTexts.ReadAsync("--expect-checkpoint", parsed.GetValue(checkpoint), ct),
                VerifierKey = await SmallTexts.ReadKeyAsync("--key", parsed.GetValue(key), ct),
            };
            var (manifest, verified) = await Waiting.ForAsync(context.Printer, "Restoring", async () => Value(await TryRestoreAsync(request, ct)));
            return Print(context.Printer, target, manifest, verified);
        });
        return command.WithExamples(
            "backstay restore backstay.tar --data ./restored --expect-checkpoint checkpoint.txt",
            "backstay restore backstay.tar --data ./restored --keys /safe/keys");
    }

    private static async Task<Result<(BackupManifest Manifest, LedgerVerification Verified)>> TryRestoreAsync(RestoreRequest request, CancellationToken ct)
    {
        try
        {
            return await FolderRestore.RunAsync(request, new SystemIdSource(), ct);
        }
        catch (DataFolderInUseException inUse)
        {
            return Problem.Refused("data-folder-in-use", inUse.Message, "A backup is restored into a folder of its own: name one that does not exist yet.");
        }
        catch (IOException full) when (FullDisk.IsMeant(full))
        {
            return Problem.Unavailable("no-space", $"There is no space to restore the backup: {full.Message}", "Nothing was restored, and nothing stays behind. Free some space, or name a folder on another disk.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Problem.Invalid("--data", failure.Message, "Nothing was restored. Check the permissions of the folder that it is in.");
        }
    }

    private static int Print(Printer printer, DirectoryInfo target, BackupManifest manifest, LedgerVerification verified)
    {
        var isUsable = FolderRestore.IsUsable(verified);
        printer.Print(
            new { data = target.FullName, restored = isUsable, manifest.Position, manifest.Root, manifest.Origin, manifest.Time, files = manifest.Files.Length, manifest.Damaged, manifest.Unreadable, verified },
            console =>
            {
                console.Line($"{manifest.Files.Length} files and {verified.Entries} entries hashed again, root {verified.Root}, {verified.CheckpointsAgreed} checkpoints agree.");
                foreach (var finding in verified.Findings)
                {
                    console.Line($"  {JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Kind.ToString())}: {finding.Message}");
                }

                if (verified.FindingsInAll > verified.Findings.Count)
                {
                    console.Line($"  and {verified.FindingsInAll - verified.Findings.Count} more");
                }

                console.Line(isUsable
                    ? $"Restored to {target.Name}, position {manifest.Position} of {manifest.Origin}. Start it: backstay serve --data {target.Name}"
                    : $"Nothing was restored: what is wrong with entries, checkpoints or the ledger's files is not mended ({Ruin(verified)}). Use another backup.");
            });
        return verified.IsOk ? ExitCodes.Ok : ExitCodes.Refused;
    }

    /// <summary>How much of what there is to be found makes the backup useless.</summary>
    private static string Ruin(LedgerVerification verified) => string.Join(
        ", ", verified.Counts.Where(count => FolderRestore.IsRuinous(count.Kind)).Select(count => $"{count.Count} {JsonNamingPolicy.KebabCaseLower.ConvertName(count.Kind.ToString())}"));

    private static T Value<T>(Result<T> result) => result.TryGet(out var value, out var problem)
        ? value
        : throw new BackstayException(new ClientProblem
        {
            Status = problem.Kind switch { ProblemKind.Invalid => 400, ProblemKind.Unavailable => 503, _ => 409 },
            Code = problem.Code,
            Message = problem.Message,
            Field = problem.Field,
            Hint = problem.Hint,
        });

    private static FileStream Open(FileInfo source)
    {
        try
        {
            return new FileStream(source.FullName, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File("file", source.ToString(), failure);
        }
    }
}
