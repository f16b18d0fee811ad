using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Objects;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Spectre.Console;

namespace Backstay.Cli.Objects;

/// <summary><c>backstay object</c>: bytes named by their SHA-256.</summary>
internal static class ObjectCommands
{
    public static Command Create() => new("object", "Objects: bytes named by their SHA-256.") { CreatePut(), CreateGet() };

    private static Command CreatePut()
    {
        var path = new Argument<string>("PATH") { Description = "The file to upload." };
        var command = new Command("put", "Upload a file and print its digest.") { path };
        command.Run(async (parsed, context, ct) =>
        {
            var name = parsed.GetRequiredValue(path);
            var file = await LocalFile.ReadAsync(new FileInfo(name), Path.GetFileName(name), ct);
            await Uploads.RunAsync(context, [file], ct);
            context.Printer.Print(
                new ObjectInfo(file.Digest, file.Size), console => console.WriteLine($"{file.Digest}  {Sizes.Text(file.Size)}"));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay object put model.onnx");
    }

    private static Command CreateGet()
    {
        var digest = TextValues.Argument<Digest>("DIGEST", "The object: 64 hexadecimal digits, with or without 'sha256:'.");
        var target = new Option<FileInfo>("--out") { Description = "Where to write it.", HelpName = "FILE", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace the file where it exists." };
        var command = new Command("get", "Download an object and verify its bytes.") { digest, target, force };
        command.Run(async (parsed, context, ct) =>
        {
            var (wanted, file, overwrite) = (parsed.GetRequiredValue(digest), parsed.GetRequiredValue(target), parsed.GetValue(force));
            LocalTarget.Check(file, overwrite);
            await LocalTarget.WriteAsync(file, stream => context.Client.DownloadObjectAsync(wanted, stream, ct), overwrite);
            file.Refresh();
            context.Printer.Print(
                new ObjectInfo(wanted, file.Length), console => console.WriteLine($"{file}: {Sizes.Text(file.Length)}, verified as {wanted}"));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay object get sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --out model.onnx");
    }
}
