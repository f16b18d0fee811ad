using System.CommandLine;
using System.Text.Json;
using Backstay.Cli.Objects;
using Backstay.Cli.Output;
using Backstay.Client.Environments;
using Backstay.Core.Environments;
using Spectre.Console;

namespace Backstay.Cli.Environments;

/// <summary><c>backstay env capture</c>: needs no server.</summary>
internal static class CaptureCommand
{
    public static Command Create()
    {
        var target = new Option<FileInfo?>("--out") { Description = "Where to write the manifest; without it, standard output.", HelpName = "FILE" };
        var locks = new Option<DirectoryInfo?>("--lock-files") { Description = "The folder whose lock files count.", HelpName = "FOLDER" };
        var python = new Option<string>("--python")
        {
            Description = "The Python interpreter to ask; 'none' asks none.",
            HelpName = "PROGRAM",
            DefaultValueFactory = _ => "python3",
        };
        var force = new Option<bool>("--force") { Description = "Replace the file where it exists." };
        var command = new Command("capture", "Capture the environment that this runs in, as a manifest.") { target, locks, python, force };
        command.Run(async (parsed, context, ct) =>
        {
            var (file, folder, overwrite) = (parsed.GetValue(target), parsed.GetValue(locks), parsed.GetValue(force));
            if (folder is { Exists: false })
            {
                throw CliProblems.BadInput(locks.Name, $"There is no folder '{folder}'.");
            }

            if (file is not null)
            {
                LocalTarget.Check(file, overwrite);
            }

            var interpreter = parsed.GetRequiredValue(python);
#pragma warning disable RS0030 // the command line is a composition root
            var manifest = await new EnvironmentCapture(TimeProvider.System).CaptureAsync(
                new EnvironmentCaptureOptions { Folder = folder?.FullName, Python = interpreter == "none" ? null : interpreter }, ct);
#pragma warning restore RS0030
            await WriteAsync(context, manifest, file, overwrite, ct);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay env capture --out environment.json --lock-files .",
            "backstay version register environment/train@1.0.0 --file environment.json --owner ml-team --purpose \"Training.\" --why \"First capture.\"");
    }

    private static async Task WriteAsync(CliContext context, EnvironmentManifest manifest, FileInfo? file, bool overwrite, CancellationToken ct)
    {
        var written = EnvironmentManifests.Write(manifest);
        if (!written.TryGet(out var bytes, out var problem))
        {
            throw CliProblems.Refused(problem.Code, problem.Message);
        }

        using var document = JsonDocument.Parse(bytes);
        if (file is null)
        {
            context.Printer.Print(document.RootElement, console => console.Profile.Out.Writer.WriteLine(document.RootElement.GetRawText()));
            return;
        }

        await LocalTarget.WriteAsync(file, stream => stream.WriteAsync(bytes, ct).AsTask(), overwrite);
        var behaviour = EnvironmentManifests.BehaviourDigest(manifest.Behaviour);
        context.Printer.Print(new { file = file.FullName, behaviour, notes = manifest.Rest.Notes }, console =>
        {
            console.WriteLine($"{file}: behaviour {behaviour}");
            foreach (var note in manifest.Rest.Notes)
            {
                console.WriteLine(Printer.Safe($"  note: {note}"));
            }
        });
    }
}
