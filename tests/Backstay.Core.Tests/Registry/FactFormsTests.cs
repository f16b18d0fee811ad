using System.Text;
using System.Text.RegularExpressions;
using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.World;

namespace Backstay.Core.Tests.Registry;

/// <summary>The payloads of this capability's facts, literally: once somebody's ledger holds them, they are fixed.</summary>
public sealed partial class FactFormsTests
{
    private const string DataDigest = "sha256:3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7";

    [Fact]
    public void A_registered_model()
    {
        var world = Sample.World();
        var fact = world.Accept(Sample.Register("model/flights@1.0.0-rc.1", "weights", Sample.Training) with
        {
            Supersedes = Sample.Id("model/base@1.0.0"),
        })[0].Fact;

        Assert.Equal(
            """{"behaviour":null,"content":"sha256:9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c","fileCount":1,"files":[{"path":"content.bin","sha256":"9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c","size":7}],"inputs":{"code":{"commit":"4b825dc642cb6eb9a060e54bf8d69288fbee4904","dirty":null,"entryPoint":"train.py","repository":"https://example.org/flights.git"},"codeVersion":null,"data":[{"digest":"DATA","role":"training","slice":"2024","version":"dataset/flights@1.0.0"},{"digest":"DATA","role":"validation","slice":null,"version":"dataset/flights@1.0.0"}],"derivedFrom":[],"hyperparameters":{"depth":6,"eta":0.1},"initialisedFrom":["model/base@1.0.0"],"processedBy":["data-processor/units@1.0.0"],"seeds":{"numpy":"42","split":"7"},"trainedIn":"environment/train@1.0.0"},"model":{"architecture":"gradient boosting","inputSchema":[{"datatype":"FP32","name":"x","shape":[-1,4]}],"outputSchema":[{"datatype":"FP32","name":"y","shape":[-1,1]}]},"owner":"team-flights","purpose":"sealed","size":7,"supersedes":"model/base@1.0.0","version":"model/flights@1.0.0-rc.1","why":"sealed"}"""
                .Replace("DATA", DataDigest, StringComparison.Ordinal),
            FormOf(fact));
    }

    [Fact]
    public void A_registered_environment()
    {
        var fact = new TestWorld().Accept(Sample.Register("environment/train@1.0.0"))[0].Fact;

        Assert.Equal(
            """{"behaviour":"sha256:aafe609f4f899a2470d9e6b3ac553ad60b83c94697ccab288f819b44461983e1","content":"DATA","fileCount":1,"files":[{"path":"content.bin","sha256":"HEX","size":4}],"inputs":{"code":null,"codeVersion":null,"data":[],"derivedFrom":[],"hyperparameters":null,"initialisedFrom":[],"processedBy":[],"seeds":{},"trainedIn":null},"model":null,"owner":"team-flights","purpose":"sealed","size":4,"supersedes":null,"version":"environment/train@1.0.0","why":"sealed"}"""
                .Replace("DATA", DataDigest, StringComparison.Ordinal)
                .Replace("HEX", DataDigest["sha256:".Length..], StringComparison.Ordinal),
            FormOf(fact));
    }

    [Fact]
    public void A_recorded_edge()
    {
        var fact = Sample.World().Accept(new RecordLineageEdge(
            Sample.Id("model/base@1.0.0"), LineageRelation.TrainedOn, Sample.Id("dataset/flights@1.0.0"), "Found later", "training"))[0].Fact;

        Assert.Equal(
            """{"from":"model/base@1.0.0","relation":"trained-on","role":"training","slice":null,"to":"dataset/flights@1.0.0","why":"sealed"}""",
            FormOf(fact));
    }

    [Fact]
    public void A_recorded_scorecard()
    {
        var fact = Sample.World().Accept(new RecordScorecard(
            Sample.Id("model/base@1.0.0"), [new Measure("auc", 0.8, 100, 0.75, 0.85, "carrier=AA")], Sample.Id("evaluation-suite/holdout@1.0.0")))[0].Fact;

        Assert.Equal(
            """{"data":null,"measures":[{"high":0.85,"low":0.75,"metric":"auc","n":100,"slice":"carrier=AA","value":0.8}],"suite":"evaluation-suite/holdout@1.0.0","version":"model/base@1.0.0"}""",
            FormOf(fact));
    }

    /// <summary>The payload; sealed texts, which are salted, by a word.</summary>
    private static string FormOf(IFact fact) =>
        Sealed().Replace(Encoding.UTF8.GetString(Catalogs.Facts.Encode(fact).Value.Span), "\"$1\":\"sealed\"");

    [GeneratedRegex("\"(why|purpose)\":\"sha256:[0-9a-f]{64}\"")]
    private static partial Regex Sealed();
}
