using System.Text;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Environments;

public sealed class EnvironmentManifestsTests
{
    private const string GoldenBehaviour =
        """{"architecture":"x64","cuda":null,"dotnet":"10.0.12","frameworks":{"mathnet":"5.0.0"},"gpus":[],"image":null,"lockFiles":{"requirements.txt":"sha256:e77e7045d01a9431264f9262c6b199d8e7988c139276a5266a3cf689588ad66e"},"onnxRuntime":"1.20.1","os":{"id":"debian","version":"12"},"python":{"compiler":"GCC 12.2.0","implementation":"CPython","packages":{"numpy":"1.26.4","xgboost":"2.0.3"},"version":"3.11.7"}}""";

    private const string GoldenRest =
        """{"capturedAt":"2026-03-01T12:00:00+00:00","cores":2,"cpu":"A CPU","host":"box","kernel":"6.1.0","memory":8000000000,"notes":[]}""";

    private const string GoldenManifest = "{\"behaviour\":" + GoldenBehaviour + ",\"rest\":" + GoldenRest + ",\"v\":1}";

    [Fact]
    public void A_manifest_has_the_golden_form_and_behaviour_digest()
    {
        var bytes = EnvironmentManifests.Write(Captured.Manifest).Value;

        Assert.Equal(GoldenManifest, Encoding.UTF8.GetString(bytes.Span));
        Assert.Equal("286b510c0dc6f157fa0ddeeaea875fcf4d4f3d8a25c9256ea16b7f132275b9dd", EnvironmentManifests.BehaviourDigest(bytes).Value.ToHex());
        Assert.Equal(EnvironmentManifests.BehaviourDigest(bytes).Value, EnvironmentManifests.BehaviourDigest(Captured.Behaviour));
    }

    [Fact]
    public void Time_and_host_are_no_part_of_the_behaviour()
    {
        var elsewhere = Captured.Manifest with
        {
            Rest = Captured.Manifest.Rest with { Host = "other", CapturedAt = Captured.Manifest.Rest.CapturedAt.AddDays(9), Cpu = null, Notes = ["late"] },
        };

        Assert.Equal(DigestOf(Captured.Manifest), DigestOf(elsewhere));
        Assert.NotEqual(DigestOf(Captured.Manifest), DigestOf(Captured.Manifest with { Behaviour = Captured.Behaviour with { Dotnet = "10.0.13" } }));
    }

    [Fact]
    public void A_manifest_reads_back_however_it_is_spaced()
    {
        var spaced = GoldenManifest.Replace(",", " ,\n ", StringComparison.Ordinal);

        var manifest = EnvironmentManifests.Read(Encoding.UTF8.GetBytes(spaced)).Value;

        Assert.Equal(GoldenManifest, Encoding.UTF8.GetString(EnvironmentManifests.Write(manifest).Value.Span));
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2", "v")]
    [InlineData("\"v\":1", "\"v\":1,\"w\":1", null)]
    [InlineData("\"v\":1", "\"v\":1,\"v\":1", null)]
    [InlineData("\"architecture\":\"x64\",", "", "behaviour")]
    [InlineData("\"architecture\":\"x64\"", "\"architecture\":\" \"", "behaviour.architecture")]
    [InlineData("\"architecture\":\"x64\"", "\"architecture\":null", "behaviour.architecture")]
    [InlineData("\"gpus\":[]", "\"gpus\":[\"b\",\"a\"]", "behaviour.gpus")]
    [InlineData("\"gpus\":[]", "\"gpus\":{}", "behaviour.gpus")]
    [InlineData("\"cores\":2", "\"cores\":0", "rest.cores")]
    [InlineData("\"numpy\":\"1.26.4\"", "\"numpy\":\"\"", "behaviour.python.packages.numpy")]
    [InlineData("\"image\":null", "\"image\":\"latest\"", "behaviour.image")]
    public void What_breaks_the_form_is_refused_by_field(string good, string bad, string? field)
    {
        var text = GoldenManifest.Replace(good, bad, StringComparison.Ordinal);

        var result = EnvironmentManifests.Read(Encoding.UTF8.GetBytes(text));

        Assert.False(result.IsOk);
        if (field is not null)
        {
            Assert.Equal(field, result.Problem.Field);
        }
    }

    [Fact]
    public void Size_and_number_of_packages_are_limited()
    {
        var many = Captured.Versions([.. Enumerable.Range(0, 5_001).Select(i => ($"p{i}", "1.0"))]);
        var crowded = Captured.Manifest with { Behaviour = Captured.Behaviour with { Python = Captured.Behaviour.Python! with { Packages = many } } };

        Assert.Equal("behaviour.python.packages", EnvironmentManifests.Write(crowded).Problem!.Field);
        Assert.Equal(ProblemKind.TooLarge, EnvironmentManifests.Read(new byte[EnvironmentManifests.MaxBytes + 1]).Problem!.Kind);
        Assert.False(EnvironmentManifests.Read("null"u8.ToArray()).IsOk);
        Assert.False(EnvironmentManifests.Read("[]"u8.ToArray()).IsOk);
    }

    private static Digest DigestOf(EnvironmentManifest manifest) =>
        EnvironmentManifests.BehaviourDigest(EnvironmentManifests.Write(manifest).Value).Value;
}
