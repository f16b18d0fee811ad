using System.Text.RegularExpressions;

namespace Backstay.Architecture.Tests;

/// <summary>What the map of the code and the runbooks name is there: files, folders of the repository, and classes of tests.</summary>
public sealed class NamedFileTests
{
    private static readonly string[] Pages =
    [
        "docs/architecture.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "operations"), "*.md").Select(page => Path.GetRelativePath(Repository.Root, page)).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_named_file_is_there()
    {
        var files = new[] { "src", "tests", "benchmarks", "examples" }.SelectMany(Repository.Sources).Select(source => "/" + source.Path).ToArray();
        var named = Pages.SelectMany(page => NamesIn(File.ReadAllText(Path.Combine(Repository.Root, page))).Select(name => (Page: page, Name: name))).ToArray();

        Assert.Contains(named, one => one.Name == "World/Sequencing/Sequencer.cs");
        Assert.Contains(named, one => one.Name == "FailingLedgerTests.cs");
        Assert.Empty(named.Where(one => !IsThere(one.Name, files)).Select(one => $"{one.Page} names {one.Name}"));
    }

    [Theory]
    [InlineData("World/Sequencing/Sequencer.cs", true)]
    [InlineData("Api/...Endpoints.cs", true)]
    [InlineData("tests/Backstay.Core.Tests/World/Plain", true)]
    [InlineData("World/Sequencing/Sequencers.cs", false)]
    [InlineData("equencing/Sequencer.cs", false)]
    [InlineData("tests/Backstay.Core.Tests/World/Plane", false)]
    public void A_name_is_there_or_not(string name, bool isThere) =>
        Assert.Equal(isThere, IsThere(name, [.. Repository.Sources("src").Select(source => "/" + source.Path)]));

    /// <summary>Sources, folders from the root, and classes of tests by the files that they are in.</summary>
    private static IEnumerable<string> NamesIn(string page) =>
        from Match span in Regex.Matches(Regex.Replace(page, "```.*?```", "", RegexOptions.Singleline), "`([^`\n]+)`")
        let text = span.Groups[1].Value.TrimEnd('/')
        where Regex.IsMatch(text, @"^[\w./]+\.cs$|^(src|tests|benchmarks|docs|examples)/[\w./-]+$|^[A-Z]\w+Tests$")
        select text.EndsWith("Tests", StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal) ? text + ".cs" : text;

    /// <param name="files">Every source by its path from the root, behind a slash.</param>
    private static bool IsThere(string name, string[] files)
    {
        if (!name.EndsWith(".cs", StringComparison.Ordinal))
        {
            return Path.Exists(Path.Combine(Repository.Root, name));
        }

        // "..." stands for any folders and the beginning of a name; a project may be named without the product.
        var form = new Regex("/(Backstay\\.)?" + Regex.Escape(name).Replace(@"\.\.\.", ".*", StringComparison.Ordinal) + "$");
        return files.Any(form.IsMatch);
    }
}
