using System.Collections.Immutable;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Registry;

public sealed class ReproducibilityTests
{
    private static readonly TestWorld World = Sample.World();

    [Fact]
    public void Everything_known_gives_the_golden_bytes_and_hash()
    {
        const string Golden =
            """{"code":{"commit":"4b825dc642cb6eb9a060e54bf8d69288fbee4904","dirty":null,"entryPoint":"train.py","repository":"https://example.org/flights.git"},"data":[{"digest":"sha256:3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7","role":"training","slice":"2024"},{"digest":"sha256:3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7","role":"validation","slice":null}],"environment":"sha256:aafe609f4f899a2470d9e6b3ac553ad60b83c94697ccab288f819b44461983e1","hyperparameters":{"depth":6,"eta":0.1},"initialisedFrom":["sha256:cae662172fd450bb0cd710a769079c05bfc5d8e35efa6576edc7d0377afdd4a2"],"seeds":{"numpy":"42","split":"7"},"v":1}""";

        var fact = FactOf(Sample.Training);
        var hash = Reproducibility.HashOf(fact, World.State.Registry)!.Value;

        Assert.Equal(Golden, Encoding.UTF8.GetString(ReproducibilityForm.Of(fact.Inputs, Sample.DigestOf("behaviour"), World.State.Registry)));
        Assert.Equal("1fd18d13c2556f4cb47a0541794c8c852942ad4262f9ef4a494acbde1f3d591d", hash.Hash.ToHex());
        Assert.Equal("1fd18d13c2556f4c", hash.ToString());
    }

    [Fact]
    public void Nothing_known_gives_the_golden_bytes_and_a_partial_hash()
    {
        const string Golden =
            """{"code":{"commit":null,"dirty":null,"entryPoint":null,"repository":null},"data":[],"environment":null,"hyperparameters":null,"initialisedFrom":[],"seeds":{},"v":1}""";

        var fact = FactOf(StatedInputs.None);
        var hash = Reproducibility.HashOf(fact, World.State.Registry)!.Value;

        Assert.Equal(Golden, Encoding.UTF8.GetString(ReproducibilityForm.Of(fact.Inputs, null, World.State.Registry)));
        Assert.Equal("a47333b1b2f9243b662cb8f7c0c08aadd4fa6d1266bab230e750e6f187c6a3dc", hash.Hash.ToHex());
        Assert.Equal("a47333b1b2f9243b (partial)", hash.ToString());
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("data")]
    [InlineData("environment")]
    public void Without_commit_data_or_environment_it_is_partial(string missing)
    {
        var inputs = missing switch
        {
            "commit" => Sample.Training with { Code = Sample.Code with { Commit = null } },
            "data" => Sample.Training with { Data = null },
            _ => Sample.Training with { TrainedIn = null },
        };

        Assert.False(HashOf(Sample.Training).Partial);
        Assert.True(HashOf(inputs).Partial);
    }

    [Fact]
    public void Only_models_are_trained()
    {
        var fact = (VersionRegistered)RegistryDecider
            .Decide(World.State.Registry, Sample.Register("dataset/other@1.0.0"), Context()).Value.Facts[0];

        Assert.Null(Reproducibility.HashOf(fact, World.State.Registry));
    }

    [Fact]
    public void A_change_of_any_one_input_changes_the_hash_and_the_order_of_lists_does_not()
    {
        var changes = new Func<StatedInputs, string, StatedInputs>[]
        {
            (i, x) => i with { Code = i.Code! with { Commit = x } },
            (i, x) => i with { Code = i.Code! with { Repository = x } },
            (i, x) => i with { Code = i.Code! with { EntryPoint = x } },
            (i, x) => i with { Code = i.Code! with { Dirty = Sample.DigestOf(x) } },
            (i, x) => i with { Data = i.Data!.Value.SetItem(0, i.Data!.Value[0] with { Slice = x }) },
            (i, x) => i with { Data = i.Data!.Value.SetItem(0, i.Data!.Value[0] with { Role = "r" + Sample.DigestOf(x).ToShort() }) },
            (i, _) => i with { Data = [i.Data!.Value[0]] },
            (i, _) => i with { TrainedIn = null },
            (i, _) => i with { InitialisedFrom = null },
            (i, x) => i with { Hyperparameters = Sample.Json($$"""{"x":"{{Sample.DigestOf(x)}}"}""") },
            (i, x) => i with { Seeds = i.Seeds!.SetItem("numpy", $"{1 + Math.Abs((long)x.GetHashCode(StringComparison.Ordinal))}00000") },
            (i, x) => i with { Seeds = i.Seeds!.Add("s" + Sample.DigestOf(x).ToShort(), "1") },
        };
        var cases =
            from change in Gen.Choose(0, changes.Length - 1)
            from text in Gen.Elements("a", "b2", "main", "é", "0", "7d1e")
            select (change, text);
        var original = HashOf(Sample.Training).Hash;

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var changed = changes[c.change](Sample.Training, c.text);
            var data = changed.Data!.Value;
            var turned = changed with
            {
                Data = [.. data.Reverse()],
                Seeds = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, changed.Seeds!.Reverse()),
            };
            return HashOf(changed).Hash != original && HashOf(changed).Hash == HashOf(turned).Hash;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_weights_and_data_under_other_names_are_the_same_inputs()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("dataset/copy@3.0.0", "data"));
        world.Accept(Sample.Register("model/copy@2.0.0", "base"));
        var copied = Sample.Training with
        {
            Data = [.. Sample.Training.Data!.Value.Select(d => d with { Version = Sample.Id("dataset/copy@3.0.0") })],
            InitialisedFrom = [Sample.Id("model/copy@2.0.0")],
        };

        Assert.Equal(HashOf(Sample.Training), HashOf(copied, world));
    }

    private static ReproducibilityHash HashOf(StatedInputs inputs, TestWorld? world = null) =>
        Reproducibility.HashOf(FactOf(inputs, world), (world ?? World).State.Registry)!.Value;

    private static VersionRegistered FactOf(StatedInputs inputs, TestWorld? world = null) =>
        (VersionRegistered)RegistryDecider.Decide(
            (world ?? World).State.Registry, Sample.Register("model/flights@1.0.0", "weights", inputs), Context()).Value.Facts[0];

    private static Core.Ledger.DecideContext Context() =>
        new(new Core.Ledger.Actor(null, null, null), DateTimeOffset.UnixEpoch, Digest.Of("seed"u8));
}
