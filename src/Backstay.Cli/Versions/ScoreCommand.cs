using System.CommandLine;
using Backstay.Client.Versions;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay version score</c>: records what was measured.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var version = VersionArguments.Version();
        var file = new Option<FileInfo>("--file", "-f")
        {
            Description = "A JSON file: {\"measures\": [{\"metric\", \"value\", \"n\", \"low\", \"high\", \"slice\"}], \"suite\", \"data\"}; low, high, slice, suite and data are optional.",
            HelpName = "FILE",
            Required = true,
        };
        var key = new Option<string?>("--idempotency-key") { Description = "Makes a repeat safe: the same key gets the first answer.", HelpName = "KEY" };
        var command = new Command("score", "Record a scorecard: what was measured of a version.") { version, file, key };
        command.Run(async (parsed, context, ct) =>
        {
            var request = await JsonFiles.ReadAsync<ScorecardRequest>(parsed.GetRequiredValue(file), file.Name, ct);
            var card = await context.Client.RecordScorecardAsync(parsed.GetRequiredValue(version), request, parsed.GetValue(key), ct);
            context.Printer.Print(card, console => ScorecardText.Write(console, [card]));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay version score model/delay@1.0.0 --file scorecard.json");
    }
}
