using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Spectre.Console;

namespace Backstay.Cli.Releases;

/// <summary><c>backstay release</c>: units that are changed and rolled back together.</summary>
internal static class ReleaseCommands
{
    public static Command Create() => new("release", "Releases: versions that are changed and rolled back together. They are made by 'backstay apply'.")
    {
        CreateList(),
        CreateShow(),
        CheckCommand.Create(),
    };

    private static Command CreateList()
    {
        var limit = CommonOptions.Limit();
        var command = new Command("list", "List releases, newest first.") { limit };
        command.Run(async (parsed, context, ct) =>
        {
            var releases = await context.Client.ListReleasesAsync(parsed.GetValue(limit), ct);
            context.Printer.Print(releases, console =>
            {
                var table = Tables.WithColumns("release", "model", "processor", "backend", "owner", "proposed", "by");
                foreach (var release in releases.Items)
                {
                    table.Row(
                        release.Release.ToString(), release.Model.ToString(), release.Processor?.ToString(), release.Backend.ToString(),
                        release.Owner, Words.Time(release.Time), release.ProposedBy);
                }

                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay release list", "backstay release list --output json");
    }

    private static Command CreateShow()
    {
        var name = TextValues.Argument<Name>("RELEASE", "The release.");
        var command = new Command("show", "Show a release: its parts, what it requires, and the evidence for it.") { name };
        command.Run(async (parsed, context, ct) =>
        {
            var release = await context.Client.GetReleaseAsync(parsed.GetRequiredValue(name), ct);
            context.Printer.Print(release, console => Write(console, release));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay release show delay-2");
    }

    private static void Write(IAnsiConsole console, ReleaseView release)
    {
        console.Write(Tables.Facts(
            ("release", release.Release.ToString()),
            ("why", release.Why ?? "(erased)"),
            ("owner", release.Owner),
            ("proposed", $"{Words.Time(release.Time)} by {release.ProposedBy ?? "-"}, position {release.Position}"),
            ("backend", release.Backend.ToString()),
            ("requires", string.Join(", ", release.Requires.Select(required => $"{required.System} {required.Version}"))),
            ("combination", release.Combination.ToShort())));
        var parts = Tables.WithColumns("part", "version");
        foreach (var (role, version) in release.Parts.All())
        {
            parts.Row(role, version.ToString());
        }

        console.Write(parts);
        EvidenceText.Write(console, release.Evidence);
    }
}
