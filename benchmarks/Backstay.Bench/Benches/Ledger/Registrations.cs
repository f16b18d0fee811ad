using System.Globalization;
using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>
/// Registrations as a training platform sends them: trained model versions with two parents (a dataset and the model whose
/// weights they started from) and three numbers among their inputs, spread over a thousand models. Metrics that are measured
/// later are facts beside a version (scorecards); what stands inside its one entry are the inputs that it was made from.
/// </summary>
internal static class Registrations
{
    public const int Parents = 2 * EachParents;
    private const int EachParents = 100;
    private const int Models = 1_000;

    private static readonly ModelDescription Model = new(
        "gbt",
        [TensorSpec.Create("x", TensorType.Fp32, [-1, 4]).Value],
        [TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value]);

    /// <summary>The versions that the others refer to.</summary>
    public static IEnumerable<RegisterVersion> OfParents() => Enumerable.Range(0, EachParents).SelectMany(i => new[]
    {
        new RegisterVersion(Dataset(i), Content($"dataset {i}"), [File($"dataset {i}")], "team-data", "training data", "first snapshot"),
        new RegisterVersion(Base(i), Content($"base {i}"), [File($"base {i}")], "team-flights", "to start from", "first weights", Model: Model),
    });

    /// <summary>The <paramref name="i"/>-th model version.</summary>
    public static RegisterVersion Of(int i) => new(
        VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"model/m{i % Models}@1.{i / Models}.0")),
        Content($"weights {i}"),
        [File($"weights {i}")],
        "team-flights",
        "Tells delays",
        "retrained",
        new StatedInputs(
            Data: [new DataUse(Dataset(i), "training")],
            Hyperparameters: JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"depth":{{i % 12}},"eta":0.1,"rounds":{{i % 400}}}""")),
            InitialisedFrom: [Base(i + 1)]),
        Model);

    /// <summary>
    /// The <paramref name="i"/>-th version of a derived table: two parents and three numbers as well, in about 650 bytes of
    /// payload, since it has no model's schemas and refers to its parents by name only.
    /// </summary>
    public static RegisterVersion Derived(int i) => new(
        NameOfDerived(i),
        Content($"table {i}"),
        [File($"table {i}")],
        "team-data",
        "Joined for training",
        "new rows",
        new StatedInputs(
            Hyperparameters: JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"f1":0.{{(i % 899) + 100}}1,"loss":0.0{{(i % 89) + 10}}1,"rows":{{i}}}""")),
            DerivedFrom: [Dataset(i), Dataset(i + 7)]));

    public static VersionId NameOfDerived(int i) => VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"dataset/t{i % Models}@1.{i / Models}.0"));

    /// <summary>The content of the dataset of the <paramref name="i"/>-th model version.</summary>
    public static ContentDigest ContentOfDataset(int i) => Content(string.Create(CultureInfo.InvariantCulture, $"dataset {i % EachParents}"));

    private static VersionId Dataset(int i) => VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"dataset/d{i % EachParents}@1.0.0"));

    private static VersionId Base(int i) => VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"model/base{i % EachParents}@1.0.0"));

    private static ContentDigest Content(string word) => new(ContentScheme.File, Digest.Of(Encoding.UTF8.GetBytes(word)));

    private static ContentFile File(string word) => new("content.bin", Digest.Of(Encoding.UTF8.GetBytes(word)), word.Length);
}
