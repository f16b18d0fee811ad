using System.Text;

namespace Backstay.EndToEnd.Tests.Guides;

/// <summary>
/// The commands of a guide: the <c>console</c> blocks of its Markdown. Lines after <c>$ </c> are commands (a backslash at
/// the end continues one); where a block has no such line, all its lines are. Other lines are what a reader would see.
/// A block <c>console refused</c> holds commands that must be refused.
/// </summary>
internal static class GuideSteps
{
    public static IReadOnlyList<GuideStep> Read(string markdown)
    {
        var steps = new List<GuideStep>();
        List<string>? block = null;
        var refused = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (block is null && line.StartsWith("```console", StringComparison.Ordinal))
            {
                block = [];
                refused = line.Contains("refused", StringComparison.Ordinal);
            }
            else if (block is not null && line.StartsWith("```", StringComparison.Ordinal))
            {
                steps.AddRange(CommandsOf(block).Select(command => new GuideStep(command, refused)));
                block = null;
            }
            else
            {
                block?.Add(line);
            }
        }

        return steps;
    }

    private static IEnumerable<string> CommandsOf(List<string> block)
    {
        var prompted = block.Any(line => line.StartsWith("$ ", StringComparison.Ordinal));
        var command = new StringBuilder();
        foreach (var line in block)
        {
            var continues = command.Length > 0;
            if (!continues && prompted && !line.StartsWith("$ ", StringComparison.Ordinal))
            {
                continue;
            }

            if (!continues && string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            command.Append(!continues && prompted ? line[2..] : line);
            if (line.EndsWith('\\'))
            {
                command.Append('\n');
                continue;
            }

            yield return command.ToString();
            command.Clear();
        }
    }
}

/// <summary>One command of a guide.</summary>
/// <param name="IsRefused">It shows a wrong turn: it must not succeed, and must say why.</param>
internal sealed record GuideStep(string Command, bool IsRefused);
