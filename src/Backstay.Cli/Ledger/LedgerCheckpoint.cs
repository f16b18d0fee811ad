using System.CommandLine;
using System.Text;
using Backstay.Cli.Objects;
using Backstay.Cli.Output;
using Backstay.Client.Ledger;

namespace Backstay.Cli.Ledger;

/// <summary><c>backstay ledger checkpoint</c>: a signed statement of size and root, to be kept elsewhere.</summary>
internal static class LedgerCheckpoint
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--out") { Description = "Write the note to this file; without it, to standard output.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Replace the file where it exists. An older checkpoint proves what a newer one can't: keep it, too." };
        var command = new Command("checkpoint", "Sign the ledger's present size and root. Keep the note where the server's disk can't take it along.") { file, force };
        command.Run(async (parsed, context, ct) =>
        {
            var (target, overwrite) = (parsed.GetValue(file), parsed.GetValue(force));
            if (target is not null)
            {
                LocalTarget.Check(target, overwrite);
            }

            var ledger = new LedgerClient(context.Client);
            var note = await ledger.CheckpointAsync(ct);
            var head = await ledger.HeadAsync(withDigest: false, ct);
            if (target is null)
            {
                context.Printer.Print(
                    new { file = (string?)null, key = head.VerifierKey, checkpoint = note },
                    console => console.Profile.Out.Writer.Write(note));
                return ExitCodes.Ok;
            }

            await LocalTarget.WriteAsync(target, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(note), ct).AsTask(), overwrite);
            context.Printer.Print(
                new { file = target.FullName, key = head.VerifierKey, checkpoint = note },
                console => console.Line($"Checkpoint written to {target.Name}. Its verifier key: {head.VerifierKey}"));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay ledger checkpoint --out checkpoint.txt", "backstay ledger checkpoint > checkpoint.txt");
    }
}
