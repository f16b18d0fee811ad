using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>
/// Registrations as a training platform sends them: trained model versions with two parents and three hyperparameters, about
/// 900 bytes of payload an entry, spread over a thousand models.
/// </summary>
internal static class Registrations
{
    public const int Datasets = 100;
    private const int Models = 1_000;

    private static readonly ModelDescription Model = new(
        "gradient boosting",
        [TensorSpec.Create("x", TensorType.Fp32, [-1, 4]).Value],
        [TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value]);

    /// <summary>The versions that the others refer to.</summary>
    public static IEnumerable<RegisterVersion> Parents() => Enumerable.Range(0, Datasets).Select(i => new RegisterVersion(
        VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"dataset/d{i}@1.0.0")),
        Content($"dataset {i}"), [File($"dataset {i}")], "team-data", "training data", "first snapshot"));

    /// <summary>The <paramref name="i"/>-th model version.</summary>
    public static RegisterVersion Of(int i) => new(
        VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"model/m{i % Models}@1.{i / Models}.0")),
        Content($"weights {i}"),
        [File($"weights {i}")],
        "team-flights",
        "Tells delays",
        "retrained",
        new StatedInputs(
            Data:
            [
                new DataUse(VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"dataset/d{i % Datasets}@1.0.0")), "training"),
                new DataUse(VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"dataset/d{(i + 1) % Datasets}@1.0.0")), "validation"),
            ],
            Hyperparameters: JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"depth":{{i % 12}},"eta":0.1,"rounds":{{i % 400}}}""")),
            Seeds: ImmutableSortedDictionary<string, string>.Empty.Add("numpy", i.ToString(CultureInfo.InvariantCulture))),
        Model);

    private static ContentDigest Content(string word) => new(ContentScheme.File, Digest.Of(Encoding.UTF8.GetBytes(word)));

    private static ContentFile File(string word) => new("content.bin", Digest.Of(Encoding.UTF8.GetBytes(word)), word.Length);
}
