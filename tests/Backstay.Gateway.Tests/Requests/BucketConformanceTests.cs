using System.Text.Json;
using Backstay.Core.Routing;
using Backstay.TestKit;

namespace Backstay.Gateway.Tests.Requests;

/// <summary>The assignment hash against the public vectors of GrowthBook's SDKs, and against our own for ever.</summary>
public sealed class BucketConformanceTests
{
    [Fact]
    public void Buckets_are_those_of_the_public_version_2_vectors()
    {
        var file = Path.Combine(RepositoryFolder.Conformance, "growthbook", "cases.json");
        Assert.SkipUnless(File.Exists(file), "The conformance set 'growthbook' is not here.");
        using var cases = JsonDocument.Parse(File.ReadAllText(file));
        var checkedCases = 0;

        // Each case: seed, value, version, expected.
        foreach (var one in cases.RootElement.GetProperty("hash").EnumerateArray().Where(c => c[2].GetInt32() == 2))
        {
            Assert.Equal((int)Math.Round(one[3].GetDouble() * 10_000), Assignment.Bucket(one[0].GetString(), one[1].GetString()));
            checkedCases++;
        }

        Assert.True(checkedCases >= 7, $"{checkedCases} cases");
    }
}
