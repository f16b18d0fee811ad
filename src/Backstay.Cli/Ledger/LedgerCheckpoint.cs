using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Ledger;

namespace Backstay.Cli.Ledger;

/// <summary><c>backstay ledger checkpoint</c>: a signed statement of size and root, to be kept elsewhere.</summary>
internal static class LedgerCheckpoint
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--out") { Description = "Write the note to this file; without it, to standard output.", HelpName = "FILE" };
        var command = new Command("checkpoint", "Sign the ledger's present size and root. Keep the note where the server's disk can't take it along.") { file };
        command.Run(async (parsed, context, ct) =>
        {
            var ledger = new LedgerClient(context.Client);
            var note = await ledger.CheckpointAsync(ct);
            var head = await ledger.HeadAsync(withDigest: false, ct);
            if (parsed.GetValue(file) is { } target)
            {
                await WriteAsync(target, note, ct);
                context.Printer.Print(
                    new { file = target.FullName, key = head.VerifierKey, checkpoint = note },
                    console => console.Line($"Checkpoint written to {target.Name}. Its verifier key: {head.VerifierKey}"));
            }
            else
            {
                context.Printer.Print(
                    new { file = (string?)null, key = head.VerifierKey, checkpoint = note },
                    console => console.Profile.Out.Writer.Write(note));
            }

            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay ledger checkpoint --out checkpoint.txt", "backstay ledger checkpoint > checkpoint.txt");
    }

    private static async Task WriteAsync(FileInfo target, string note, CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync(target.FullName, note, ct);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File("--out", target.ToString(), failure);
        }
    }
}
