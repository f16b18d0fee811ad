using System.Text.Json;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Tests.Requests;

/// <summary>The assignment hash against the public vectors of GrowthBook's SDKs, and against our own for ever.</summary>
public sealed class BucketConformanceTests
{
    [Fact]
    public void Buckets_are_those_of_the_public_version_2_vectors()
    {
        var root = Environment.GetEnvironmentVariable("BACKSTAY_CONFORMANCE") ?? BesideRepository();
        var file = root is null ? null : Path.Combine(root, "growthbook", "cases.json");
        Assert.SkipUnless(file is not null && File.Exists(file), "The conformance set 'growthbook' is not here.");
        using var cases = JsonDocument.Parse(File.ReadAllText(file!)); // the line above skips where it is null
        var checkedCases = 0;

        // Each case: seed, value, version, expected.
        foreach (var one in cases.RootElement.GetProperty("hash").EnumerateArray().Where(c => c[2].GetInt32() == 2))
        {
            Assert.Equal((int)Math.Round(one[3].GetDouble() * 10_000), Assignment.Bucket(one[0].GetString(), one[1].GetString()));
            checkedCases++;
        }

        Assert.True(checkedCases >= 7, $"{checkedCases} cases");
    }

    private static string? BesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Backstay.slnx")))
            {
                return Path.Combine(folder.FullName, "..", "shared", "conformance");
            }
        }

        return null;
    }
}
