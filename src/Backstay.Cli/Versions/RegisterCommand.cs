using System.CommandLine;
using Backstay.Cli.Objects;
using Backstay.Client.Versions;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay version register</c>: uploads what the server does not have, then registers.</summary>
internal static class RegisterCommand
{
    public static Command Create()
    {
        var version = VersionArguments.Version();
        var files = new Option<string[]>("--file", "-f")
        {
            Description = "A file, or a folder for all files below it. Repeatable.",
            HelpName = "PATH",
            Required = true,
        };
        var owner = new Option<string>("--owner") { Description = "Id of the person or team that answers for it.", HelpName = "ID", Required = true };
        var purpose = new Option<string>("--purpose") { Description = "What it is for.", HelpName = "TEXT", Required = true };
        var why = new Option<string>("--why") { Description = "What changed, and why this version exists.", HelpName = "TEXT", Required = true };
        var key = new Option<string?>("--idempotency-key") { Description = "Makes a repeat safe: the same key gets the first answer.", HelpName = "KEY" };
        var inputs = new InputOptions();
        var model = new ModelOptions();
        var command = new Command("register", "Register a version. It never changes afterwards.")
        {
            version, files, owner, purpose, why, key,
        };
        model.AddTo(command);
        inputs.AddTo(command);
        command.Run(async (parsed, context, ct) =>
        {
            var request = new RegisterVersionRequest
            {
                Version = parsed.GetRequiredValue(version),
                Files = [],
                Owner = parsed.GetRequiredValue(owner),
                Purpose = parsed.GetRequiredValue(purpose),
                Why = parsed.GetRequiredValue(why),
                Supersedes = parsed.GetValue(inputs.Supersedes),
                Inputs = await inputs.ReadAsync(parsed, ct),
                Model = await model.ReadAsync(parsed, ct),
            };
            var local = await LocalFile.ReadAllAsync(parsed.GetRequiredValue(files), ct);
            await Uploads.RunAsync(context, local, ct);
            var answer = await context.Client.RegisterVersionAsync(
                request with { Files = [.. local.Select(file => new FileReference(file.Path, file.Digest, file.Size))] }, parsed.GetValue(key), ct);
            context.Printer.Print(answer, console => VersionText.Write(console, answer));
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay version register dataset/flights@1.0.0 --file flights.csv --owner data-team --purpose \"Training data.\" --why \"First export.\"",
            "backstay version register model/delay@1.0.0 --file model.onnx --schema schema.json --architecture mlp --data dataset/flights@1.0.0:training --seed init=7 --from-git --owner ml-team --purpose \"Estimates delays.\" --why \"Baseline.\"");
    }
}
