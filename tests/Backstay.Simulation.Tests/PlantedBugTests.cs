using Backstay.TestKit.Simulation.Plants;

namespace Backstay.Simulation.Tests;

/// <summary>The checker's own proof: bugs that are planted through seams of the test kit are found, each by an invariant that is meant to.</summary>
public sealed class PlantedBugTests
{
    /// <summary>Beyond this a bug of such a kind would slip through the worlds of one test run too easily.</summary>
    private const int MostWorlds = 80;

    public static TheoryData<string> Plants => new(Plant.All.Select(plant => plant.Name));

    [Theory]
    [MemberData(nameof(Plants))]
    public void A_planted_bug_is_found(string name)
    {
        var plant = Plant.All.Single(plant => plant.Name == name);

        var found = plant.Find(MostWorlds);

        Assert.True(found is not null, $"'{name}' was not found in {MostWorlds} worlds");
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: '{found.Value.Report.Broken}' after {found.Value.Worlds} worlds");
        Assert.True(plant.FoundBy.Contains(found.Value.Report.Broken), found.Value.Report.ToString());
    }
}
