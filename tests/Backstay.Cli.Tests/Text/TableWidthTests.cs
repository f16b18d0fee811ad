using System.Globalization;
using Backstay.Cli.Tests.Support;

namespace Backstay.Cli.Tests.Text;

/// <summary>What commands print for people stays readable at the widths that terminals have: no word is cut in two.</summary>
[Collection(AloneCollection.Name)]
public sealed class TableWidthTests(CliNode node)
{
    private IReadOnlyList<string[]> Lines =>
    [
        ["status"], ["version", "list"], ["version", "show", "model/delay@1.0.0"], ["where", "model/delay@1.0.0"], ["release", "list"],
        ["release", "show", "delay-r1"], ["matrix"], ["system", "list"], ["endpoint", "list"], ["endpoint", "show", "delay"],
        ["rollout", "status"], ["rollout", "status", "delay"], ["rollback", "delay", "--list"], ["explain", node.Decision],
        ["changes", "delay"], ["decision", "list", "delay"], ["incident", "list"], ["host", "list"], ["token", "list"],
    ];

    [Theory]
    [InlineData(80)]
    [InlineData(114)]
    public async Task Every_word_that_stands_in_a_wide_terminal_stands_whole_in_a_narrow_one(int width)
    {
        var wrong = new List<string>();
        foreach (var args in Lines)
        {
            var wide = await RunAsync(400, args);
            var narrow = await RunAsync(width, args);
            var lost = WordsOf(wide.Output).Except(WordsOf(narrow.Output)).Where(word => word.Length < width / 2).ToArray();
            if (lost.Length > 0)
            {
                wrong.Add($"{string.Join(' ', args)}: {string.Join(" | ", lost)}\n{narrow.Output}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Explain_says_why_each_part_exists_on_a_line_of_its_own()
    {
        var run = await RunAsync(80, "explain", node.Decision);

        Assert.Contains("\n  model: Baseline.\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private async Task<CliRun> RunAsync(int width, params string[] args)
    {
        Environment.SetEnvironmentVariable("COLUMNS", width.ToString(CultureInfo.InvariantCulture));
        try
        {
            return await node.RunAsync(args);
        }
        finally
        {
            Environment.SetEnvironmentVariable("COLUMNS", null);
        }
    }

    /// <summary>Words of letters and hyphens: numbers may have moved on between two questions.</summary>
    private static HashSet<string> WordsOf(string output) =>
        [.. output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.All(c => char.IsAsciiLetter(c) || c == '-'))];
}

/// <summary>Tests that change the process's environment run beside no others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
