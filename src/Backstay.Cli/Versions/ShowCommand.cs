using System.CommandLine;
using Backstay.Client.Versions;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay version show</c>: the version and, as text, its scorecards.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var version = VersionArguments.Version();
        var at = VersionArguments.At();
        var command = new Command("show", "Show a version: files, recorded inputs, scorecards.") { version, at };
        command.Run(async (parsed, context, ct) =>
        {
            var (id, position) = (parsed.GetRequiredValue(version), parsed.GetValue(at));
            var found = await context.Client.GetVersionAsync(id, position, ct);
            var scorecards = await context.Client.GetScorecardsAsync(id, position, ct);
            context.Printer.Print(new { version = found, scorecards = scorecards.Scorecards }, console =>
            {
                VersionText.Write(console, found);
                ScorecardText.Write(console, scorecards.Scorecards);
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay version show model/delay@1.0.0");
    }
}
