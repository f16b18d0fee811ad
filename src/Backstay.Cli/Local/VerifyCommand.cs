using System.CommandLine;
using System.Text.Json;
using Backstay.Cli.Ledger;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Server.Audit;
using Spectre.Console;

namespace Backstay.Cli.Local;

/// <summary>
/// <c>backstay ledger verify</c>: through the server, or with <c>--data</c> on a folder or a copy of one, where no
/// server has to run and none has to be trusted.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var checkpoint = new Option<FileInfo?>("--checkpoint") { Description = "A signed checkpoint that was kept elsewhere.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "The verifier key of its signature, or a file that holds it. Without it the installation's own is used.", HelpName = "VKEY|FILE" };
        var data = new Option<DirectoryInfo?>("--data", "-d") { Description = "Verify this data folder, or a copy of it, and every object in it, without a server.", HelpName = "FOLDER" };
        var command = new Command("verify", "Hash every entry again and compare with checkpoints; with --data every stored object too. Exit code 1 where it does not verify.") { checkpoint, key, data };
        command.Run(async (parsed, context, ct) =>
        {
            var note = await SmallTexts.ReadAsync("--checkpoint", parsed.GetValue(checkpoint), ct);
            var given = new VerifyLedger { Checkpoint = note, Key = await SmallTexts.ReadKeyAsync("--key", parsed.GetValue(key), ct) };
            var result = parsed.GetValue(data) is { } folder
                ? await VerifyFolderAsync(folder, given, context.Printer, ct)
                : await new LedgerClient(context.Client).VerifyAsync(given, ct);
            var proven = note is not null && result.IsOk && parsed.GetValue(data) is null
                ? await ConsistencyCheck.RunAsync(new LedgerClient(context.Client), note, result, ct)
                : null;
            Print(context.Printer, result, note is not null, proven);
            return result.IsOk ? ExitCodes.Ok : ExitCodes.Refused;
        });
        return command.WithExamples(
            "backstay ledger verify --checkpoint checkpoint.txt",
            "backstay ledger verify --data /backup/backstay-data --checkpoint checkpoint.txt --key key.txt");
    }

    private static async Task<LedgerVerification> VerifyFolderAsync(DirectoryInfo folder, VerifyLedger given, Printer printer, CancellationToken ct)
    {
        if (!FolderLedger.Open(folder.FullName).TryGet(out var opened, out var problem))
        {
            throw new BackstayException(new ClientProblem { Status = 400, Code = problem.Code, Message = problem.Message, Field = problem.Field, Hint = problem.Hint });
        }

        await using var ledger = opened;
        if (printer.Format == OutputFormat.Json || !printer.Console.Profile.Out.IsTerminal)
        {
            return Value(await ledger.VerifyAsync(given, entries: null, objects: null, ct));
        }

        return await printer.Console.Progress().AutoClear(true).HideCompleted(true).StartAsync(async progress =>
        {
            var entries = progress.AddTask("entries", maxValue: Math.Max(1, await ledger.CountAsync(ct)));
            var objects = progress.AddTask("objects", autoStart: false);
            return Value(await ledger.VerifyAsync(given, new Bar(entries), new ObjectBar(objects), ct));
        });
    }

    private static LedgerVerification Value(Core.Primitives.Result<LedgerVerification> result) => result.IsOk
        ? result.Value
        : throw new BackstayException(new ClientProblem
        {
            Status = 400,
            Code = result.Problem.Code,
            Message = result.Problem.Message,
            Field = result.Problem.Field,
            Hint = result.Problem.Hint,
        });

    private static void Print(Printer printer, LedgerVerification result, bool hasCheckpoint, (long From, long To)? proven) => printer.Print(result, console =>
    {
        console.Line($"{result.Entries} entries hashed again, root {result.Root}, {result.CheckpointsAgreed} checkpoints agree.");
        console.Line(result.Objects is { } objects
            ? $"{objects} objects hashed again."
            : "Stored objects were not read: 'backstay ledger verify --data FOLDER' reads them too.");
        foreach (var finding in result.Findings)
        {
            var where = finding.FromSeq == 0 ? "" : $"  entries {finding.FromSeq} to {finding.ToSeq}";
            console.Line($"  {JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Kind.ToString())}{where}: {finding.Message}");
        }

        if (result.FindingsInAll > result.Findings.Count)
        {
            console.Line($"  and {result.FindingsInAll - result.Findings.Count} more");
        }

        if (proven is { } sizes)
        {
            console.Line($"From the checkpoint's {sizes.From} entries to these {sizes.To} it only adds: the server's proof was checked here.");
        }
        else if (hasCheckpoint && result is { IsOk: true, Objects: null })
        {
            console.Line("The checkpoint is of an empty ledger, to which every ledger only adds: there was no proof to check here.");
        }

        console.Line(result.IsOk ? "The ledger verifies." : "The ledger does NOT verify.");
        if (result.IsOk && !hasCheckpoint)
        {
            console.Line("Without a checkpoint that was kept elsewhere, a ledger that was rewritten whole would verify too: give --checkpoint.");
        }
    });

    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }

    private sealed class ObjectBar(ProgressTask task) : IProgress<ObjectProgress>
    {
        public void Report(ObjectProgress value)
        {
            if (!task.IsStarted)
            {
                task.StartTask();
            }

            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Bytes;
        }
    }
}
