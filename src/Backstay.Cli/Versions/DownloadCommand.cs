using System.CommandLine;
using Backstay.Cli.Objects;
using Backstay.Cli.Output;
using Backstay.Client.Versions;
using Backstay.Core.Registry;
using Spectre.Console;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay version download</c>: every file, verified, into a folder.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        var version = VersionArguments.Version();
        var target = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder to write to; made where it is missing.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => new DirectoryInfo("."),
        };
        var force = new Option<bool>("--force") { Description = "Replace files that exist." };
        var command = new Command("download", "Download a version's files and verify their bytes.") { version, target, force };
        command.Run(async (parsed, context, ct) =>
        {
            var folder = parsed.GetRequiredValue(target);
            var overwrite = parsed.GetValue(force);
            var found = await context.Client.GetVersionAsync(parsed.GetRequiredValue(version), at: null, ct);
            var files = found.Files.Select(file => (File: file, Target: TargetOf(folder, file))).ToList();
            files.ForEach(pair => LocalTarget.Check(pair.Target, overwrite));
            foreach (var (file, path) in files)
            {
                await LocalTarget.WriteAsync(path, stream => context.Client.DownloadFileAsync(found.Version, file, stream, ct), overwrite);
            }

            context.Printer.Print(
                new { version = found.Version, content = found.Content, folder = folder.FullName, files = found.Files },
                console =>
                {
                    console.WriteLine($"{found.Version}: {found.Files.Length} file(s), {Sizes.Text(found.Size)}, verified as {found.Content}");
                    files.ForEach(pair => console.WriteLine(Printer.Safe($"  {pair.Target}")));
                });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay version download model/delay@1.0.0 --out ./delay");
    }

    /// <summary>Where a file goes; a path that could leave the folder is refused, whoever the server is.</summary>
    private static FileInfo TargetOf(DirectoryInfo folder, ContentFile file) => ContentPaths.Check(file.Path, "path") is { } problem
        ? throw CliProblems.Refused("path-refused", $"The server names a path that no version may hold: {problem.Message}")
        : new FileInfo(Path.Combine(folder.FullName, file.Path.Replace('/', Path.DirectorySeparatorChar)));
}
