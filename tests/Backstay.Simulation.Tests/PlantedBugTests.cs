using System.Globalization;
using System.Text.RegularExpressions;
using Backstay.TestKit;
using Backstay.TestKit.Simulation.Plants;

namespace Backstay.Simulation.Tests;

/// <summary>
/// The checker's own proof: bugs that are planted through seams of the test kit are found, each by the invariant that is meant
/// to, with all others looking away; and none of the house's invariants is without.
/// </summary>
public sealed partial class PlantedBugTests
{
    /// <summary>Beyond this a bug of such a kind would slip through the worlds of one test run too easily.</summary>
    private const int MostWorlds = 80;

    private static readonly string Guide = Path.Combine(RepositoryFolder.Root, "docs", "operations", "simulation.md");

    public static TheoryData<string> Plants => new(Plant.All.Select(plant => plant.Name));

    [Theory]
    [MemberData(nameof(Plants))]
    public void A_planted_bug_is_found(string name)
    {
        var plant = Plant.All.Single(plant => plant.Name == name);

        var most = IsAccepting ? MostWorlds : Promised(plant);

        var found = plant.Find(most);

        Assert.True(found is not null, $"'{name}' was not found in {most} worlds, as the guide says");
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: '{found.Value.Report.Broken}' after {found.Value.Worlds} worlds");
        Assert.True(found.Value.Report.Broken == plant.FoundBy, found.Value.Report.ToString());
        Assert.Equal(plant.Number, found.Value.Report.BrokenNumber);
    }

    [Fact]
    public void Every_invariant_of_the_house_has_a_planted_bug() =>
        Assert.Equal(Listed(), Plant.All.Select(plant => plant.Number).OfType<int>().Distinct().Order());

    /// <summary>How many worlds each takes moves with what worlds draw; BACKSTAY_ACCEPT=1 counts them anew.</summary>
    [Fact]
    public void The_guide_lists_the_planted_bugs()
    {
        var guide = File.ReadAllText(Guide);
        if (IsAccepting)
        {
            var rows = Plant.All.Select(plant => (Plant: plant, Took: plant.Find(MostWorlds)?.Worlds ?? MostWorlds))
                .Select(found => string.Create(CultureInfo.InvariantCulture, $"{Columns(found.Plant)} {found.Took} | {WithRoom(found.Took)} |"));
            var table = "| | planted bug | found by | worlds it took | within |\n| --- | --- | --- | --- | --- |\n" + string.Join('\n', rows) + "\n";
            File.WriteAllText(Guide, Table().Replace(guide, _ => table, 1));
            return;
        }

        var listed = Rows(guide);
        Assert.Equal(Plant.All.Select(Columns), listed.Select(row => string.Join('|', row.Split('|')[..4]) + "|"));
        Assert.All(listed, row => Assert.InRange(WorldsOf(row), 1, MostWorlds));
    }

    private static bool IsAccepting => Environment.GetEnvironmentVariable("BACKSTAY_ACCEPT") == "1";

    /// <summary>Twice what it took, so that not every change to the worlds moves the number; never more than is allowed.</summary>
    private static int WithRoom(int worlds) => new[] { 5, 10, 20, 40 }.FirstOrDefault(step => step >= 2 * worlds, MostWorlds);

    private static int Promised(Plant plant) =>
        WorldsOf(Rows(File.ReadAllText(Guide)).Single(row => row.StartsWith(Columns(plant), StringComparison.Ordinal)));

    private static List<string> Rows(string guide) =>
        [.. Table().Match(guide).Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];

    private static int WorldsOf(string row) => int.Parse(row.Split('|')[^2], CultureInfo.InvariantCulture);

    private static IEnumerable<int> Listed()
    {
        var house = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "architecture.md"));
        return Item().Matches(house[house.IndexOf("## Invariants", StringComparison.Ordinal)..])
            .Select(item => int.Parse(item.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    private static string Columns(Plant plant) => $"| {plant.Number?.ToString(CultureInfo.InvariantCulture) ?? "–"} | {plant.Name} | `{plant.FoundBy}` |";

    [GeneratedRegex(@"^\|[^|\n]*\| planted bug \|.*\n(\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Item();
}
