using System.CommandLine;
using System.Text.RegularExpressions;
using Backstay.Cli.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Cli.Tests.Faces;

/// <summary>Help and the reference say what there is, all of it and nothing else.</summary>
public sealed partial class HelpTests
{
    [Fact]
    public async Task Every_command_has_a_description_and_examples_of_itself_in_its_help()
    {
        var wrong = new List<string>();
        foreach (var path in CommandTree.Leaves.Keys)
        {
            var help = await CliRun.OfAsync([.. path.Split(' '), "--help"]);
            if (help.Code != 0 || !help.Output.Contains("Examples:", StringComparison.Ordinal) || !help.Output.Contains($"    backstay {path}", StringComparison.Ordinal) || help.Error.Length > 0)
            {
                wrong.Add($"{path}: {help.Output}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_option_and_argument_says_what_it_is()
    {
        var mute = from leaf in CommandTree.Leaves
                   from symbol in leaf.Value.Options.Cast<Symbol>().Concat(leaf.Value.Arguments)
                   where string.IsNullOrWhiteSpace(symbol.Description)
                   select $"{leaf.Key} {symbol.Name}";

        Assert.Empty(mute);
    }

    [Fact]
    public void The_examples_can_be_parsed()
    {
        var wrong = new List<string>();
        foreach (var (path, command) in CommandTree.Leaves)
        {
            foreach (var line in (command.Description ?? string.Empty).Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("backstay ", StringComparison.Ordinal)))
            {
                var parsed = CommandLine.CreateRoot().Parse(line["backstay ".Length..].Split(" > ")[0]);
                if (parsed.Errors.Count > 0)
                {
                    wrong.Add($"{path}: {line}: {parsed.Errors[0].Message}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_reference_lists_the_commands_that_exist()
    {
        var written = RowHead().Matches(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "reference", "cli.md")))
            .SelectMany(row => Code().Matches(row.Groups[1].Value))
            .SelectMany(code => PathsOf(code.Groups[1].Value))
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(CommandTree.Leaves.Keys.Order(StringComparer.Ordinal), written);
    }

    [Fact]
    public void The_reference_names_every_option()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "reference", "cli.md"));
        var missing = from leaf in CommandTree.Leaves
                      from option in leaf.Value.Options
                      where option.Name != "--help" && !text.Contains(option.Name, StringComparison.Ordinal)
                      select $"{leaf.Key} {option.Name}";

        Assert.Empty(missing);
    }

    /// <summary>From <c>rollout pause|resume ID --why WHY</c> the two commands; nothing from what is no command.</summary>
    private static IEnumerable<string> PathsOf(string code)
    {
        var words = code.Replace("\\|", "|", StringComparison.Ordinal).Split(' ').TakeWhile(word => LowerCase().IsMatch(word)).ToArray();
        return words switch
        {
            [] => [],
            [var verb] => [verb],
            [var noun, var verbs, ..] => verbs.Split('|').Select(verb => CommandTree.Leaves.ContainsKey(noun) ? noun : $"{noun} {verb}"),
        };
    }

    [GeneratedRegex(@"^\| (`[a-z].*?) \| ", RegexOptions.Multiline)]
    private static partial Regex RowHead();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[a-z|-]+$")]
    private static partial Regex LowerCase();
}
