using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Versions;
using Backstay.Core.Registry;
using Spectre.Console;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay version list</c>.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var kind = new Option<AssetKind?>("--kind")
        {
            Description = $"Only this kind: {string.Join(", ", AssetKinds.All)}.",
            HelpName = "KIND",
            CustomParser = result =>
            {
                if (!AssetKinds.TryParse(result.Tokens[0].Value, out var known))
                {
                    result.AddError($"--kind: '{result.Tokens[0].Value}' is none of {string.Join(", ", AssetKinds.All)}.");
                }

                return known;
            },
        };
        var name = new Option<string?>("--name") { Description = "Only assets of this name.", HelpName = "NAME" };
        var limit = CommonOptions.Limit("versions");
        var after = TextValues.Option<VersionId>("--after", "Begin after this version.", "VERSION");
        var at = VersionArguments.At();
        var command = new Command("list", "List versions by kind, name and number.") { kind, name, limit, after, at };
        command.Run(async (parsed, context, ct) =>
        {
            var page = await context.Client.ListVersionsAsync(
                new VersionQuery(parsed.GetValue(kind), parsed.GetValue(name), parsed.GetValue(limit), parsed.GetValue(after), parsed.GetValue(at)), ct);
            context.Printer.Print(page, console =>
            {
                var table = Tables.WithColumns("version", "files", "size", "owner", "registered", "by");
                foreach (var version in page.Versions)
                {
                    table.Row(
                        version.Version.ToString(), $"{version.FileCount}", Sizes.Text(version.Size), version.Owner,
                        VersionText.Time(version.RegisteredAt), version.RegisteredBy);
                }

                console.Write(table);
                if (page.Next is { } next)
                {
                    console.WriteLine($"There is more: --after {next}");
                }
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay version list --kind model", "backstay version list --name delay --at 120");
    }
}
