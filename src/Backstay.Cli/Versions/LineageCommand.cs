using System.CommandLine;
using Backstay.Client.Versions;
using Backstay.Core.Lineage;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay lineage</c>: what a version was made from, or what was made from it, as a tree.</summary>
internal static class LineageCommand
{
    public static Command Create()
    {
        var version = VersionArguments.Version();
        var down = new Option<bool>("--down") { Description = "Show what was made from it, not what it was made from." };
        var depth = new Option<int?>("--depth") { Description = $"How many edges away to look, 1 to {LineageWalk.MaxDepth} (default 10).", HelpName = "N" };
        var edge = new Option<LineageRelation?>("--edge")
        {
            Description = "Show and follow only this relation: trained-on, derived-from, uses-code, ran-in, evaluated-by, processed-by.",
            HelpName = "RELATION",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var found = Enum.GetValues<LineageRelation>().Where(relation => relation.ToText() == text).ToArray();
                if (found.Length == 0)
                {
                    result.AddError($"--edge: '{text}' is no relation. The relations are {string.Join(", ", Enum.GetValues<LineageRelation>().Select(relation => relation.ToText()))}.");
                }

                return found.FirstOrDefault();
            },
        };
        var at = VersionArguments.At();
        var command = new Command("lineage", "What a version was made from, as a tree.") { version, down, depth, edge, at };
        command.Run(async (parsed, context, ct) =>
        {
            var view = await context.Client.GetLineageAsync(
                parsed.GetRequiredValue(version),
                parsed.GetValue(down) ? LineageDirection.Down : LineageDirection.Up,
                parsed.GetValue(depth),
                parsed.GetValue(edge),
                parsed.GetValue(at),
                ct);
            context.Printer.Print(view, console => LineageTree.Write(console, view));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay lineage model/delay@1.0.0", "backstay lineage dataset/flights@1.0.0 --down --depth 3");
    }
}
