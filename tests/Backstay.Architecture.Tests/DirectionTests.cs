using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Backstay.Architecture.Tests;

/// <summary>Who may know whom (docs/architecture.md, docs/adr/0007): between projects, and between the folders of Core.</summary>
public sealed class DirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Backstay.Statistics"] = [],
        ["Backstay.Expressions"] = [],
        ["Backstay.Core"] = ["Backstay.Statistics", "Backstay.Expressions"],
        ["Backstay.Storage"] = ["Backstay.Core"],
        ["Backstay.Gateway"] = ["Backstay.Core", "Backstay.Expressions", "Backstay.Statistics"],
        ["Backstay.Hosting"] = ["Backstay.Core"],
        ["Backstay.Client"] = ["Backstay.Core"],
        ["Backstay.Server"] =
            ["Backstay.Core", "Backstay.Statistics", "Backstay.Expressions", "Backstay.Storage", "Backstay.Gateway", "Backstay.Hosting", "Backstay.Client"],
        ["Backstay.Cli"] = ["Backstay.Client", "Backstay.Server"],
    };

    /// <summary>A folder uses only those to its left.</summary>
    private static readonly string[] CoreFolders =
    [
        "Primitives", "Ledger", "Registry", "Lineage", "Datasets", "Prompts", "Environments", "Evaluation", "Contracts",
        "Releases", "Routing", "Rollouts", "Experiments", "Monitoring", "Governance", "World",
    ];

    [Fact]
    public void Projects_reference_only_what_they_may_know()
    {
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var project = Path.GetFileNameWithoutExtension(file);
            Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} has no place in the table of directions.");
            wrong.AddRange(
                from reference in XDocument.Load(file).Descendants("ProjectReference")
                let target = Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value ?? "")
                where !allowed.Contains(target, StringComparer.Ordinal)
                select $"{project} -> {target}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_Core_has_its_place_in_the_order()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src/Backstay.Core"))
            .Select(folder => Path.GetFileName(folder) ?? "").Where(name => name is not ("obj" or "bin"));

        Assert.All(folders, folder => Assert.Contains(folder, CoreFolders));
    }

    [Fact]
    public void A_folder_of_Core_uses_only_folders_to_its_left()
    {
        var sources = Repository.Sources("src/Backstay.Core");
        var wrong = sources.SelectMany(source => BreaksOf(source.Path, source.Text)).ToArray();

        Assert.NotEmpty(sources);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("using Backstay.Core.World;", true)]
    [InlineData("using X = Backstay.Core.Rollouts.RolloutPlan;", true)]
    [InlineData("var x = Core.Rollouts.RolloutPlan.Default;", true)]
    [InlineData("    private Rollouts.RolloutPlan _plan;", true)]
    [InlineData("using Backstay.Core.Ledger;", false)]
    [InlineData("var all = traffic.Rollouts.Count;", false)]
    [InlineData("// Backstay.Core.World knows more.", false)]
    public void The_check_sees_usings_and_qualified_names(string line, bool breaks) =>
        Assert.Equal(breaks, BreaksOf("src/Backstay.Core/Releases/X.cs", line).Any());

    [Fact]
    public void Only_the_folder_Local_of_the_CLI_touches_the_server()
    {
        var wrong =
            from source in Repository.Sources("src/Backstay.Cli")
            where !source.Path.StartsWith("src/Backstay.Cli/Local/", StringComparison.Ordinal)
            from Match match in Regex.Matches(source.Text, @"\bBackstay\.(Server|Storage|Gateway|Hosting)\b")
            select $"{source.Path}: {match.Value}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Core_statistics_and_expressions_do_no_input_or_output()
    {
        var wrong =
            from project in new[] { "Core", "Statistics", "Expressions" }
            where Directory.Exists(Path.Combine(Repository.Root, "src/Backstay." + project))
            from source in Repository.Sources("src/Backstay." + project)
            from Match match in Regex.Matches(source.Text, @"(?<![\w.])(File|Directory|Process|HttpClient|Socket|Environment)\.[A-Z]\w*\(|\busing (System\.Net|System\.Diagnostics\.Process|Microsoft\.)")
            select $"{source.Path}: {match.Value}";

        Assert.Empty(wrong);
    }

    private static IEnumerable<string> BreaksOf(string path, string text)
    {
        var own = Array.IndexOf(CoreFolders, path.Split('/')[2]);
        var right = string.Join('|', CoreFolders.Skip(own + 1));
        if (own < 0 || right.Length == 0)
        {
            return [];
        }

        var code = Regex.Replace(text, @"//[^\n]*", "");
        return Regex.Matches(code, $@"(\bBackstay\.Core\.({right})\b)|((?<![\w.])(Core\.)?({right})\.[A-Z]\w*)")
            .Select(match => $"{path}: {match.Value}");
    }
}
