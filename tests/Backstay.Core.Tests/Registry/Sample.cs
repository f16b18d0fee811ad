using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.Registry;

/// <summary>Registrations for tests; the content is named by a word.</summary>
internal static class Sample
{
    public static readonly ModelDescription Model = new(
        "gradient boosting",
        [TensorSpec.Create("x", TensorType.Fp32, [-1, 4]).Value],
        [TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value]);

    public static readonly CodeReference Code = new(
        "https://example.org/flights.git", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", null, "train.py");

    public static VersionId Id(string text) => VersionId.Parse(text);

    public static Digest DigestOf(string word) => Digest.Of(Encoding.UTF8.GetBytes(word));

    public static ContentDigest ContentOf(string word) => new(ContentScheme.File, DigestOf(word));

    public static ContentFile File(string path, string word) => new(path, DigestOf(word), word.Length);

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    /// <summary>A registration of one file; models and environments get what they need.</summary>
    public static RegisterVersion Register(string id, string word = "data", StatedInputs? inputs = null)
    {
        var version = Id(id);
        return new RegisterVersion(
            version, ContentOf(word), [File("content.bin", word)], "team-flights", "Tells delays", "The first one", inputs,
            version.Asset.Kind == AssetKind.Model ? Model : null,
            Supersedes: null,
            version.Asset.Kind == AssetKind.Environment ? DigestOf("behaviour") : null);
    }

    /// <summary>The same registration, of two files.</summary>
    public static RegisterVersion OfFolder(RegisterVersion command, string word)
    {
        ImmutableArray<ContentFile> files = [File("content.bin", word), File("read/me \"first\".txt", "text")];
        return command with { Content = ContentDigests.OfFiles(files).Value, Files = files };
    }

    /// <summary>A world with one version of each kind that others refer to.</summary>
    public static TestWorld World()
    {
        var world = new TestWorld();
        foreach (var (id, word) in new[]
        {
            ("dataset/flights@1.0.0", "data"), ("environment/train@1.0.0", "manifest"), ("code/flights@1.0.0", "code"),
            ("model/base@1.0.0", "base"), ("data-processor/units@1.0.0", "units"), ("evaluation-suite/holdout@1.0.0", "suite"),
        })
        {
            world.Accept(Register(id, word, id.StartsWith("code/", StringComparison.Ordinal) ? new StatedInputs(Sample.Code) : null));
        }

        return world;
    }

    /// <summary>Everything that a training can state, against <see cref="World"/>.</summary>
    public static StatedInputs Training => new(
        Code,
        CodeVersion: null,
        Data: [new DataUse(Id("dataset/flights@1.0.0"), "training", "2024"), new DataUse(Id("dataset/flights@1.0.0"), "validation")],
        TrainedIn: Id("environment/train@1.0.0"),
        Hyperparameters: Json("""{"depth":6,"eta":0.1}"""),
        Seeds: ImmutableSortedDictionary<string, string>.Empty.Add("numpy", "42").Add("split", "7"),
        InitialisedFrom: [Id("model/base@1.0.0")],
        ProcessedBy: [Id("data-processor/units@1.0.0")]);
}
