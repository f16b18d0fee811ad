using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Derives the reproducibility hash, v1: SHA-256 of the JCS form of
/// <c>{"code":{"commit","dirty","entryPoint","repository"},"data":[{"digest","role","slice"}],"environment",
/// "hyperparameters":{},"initialisedFrom":[],"seeds":{},"v":1}</c>. All members are present, null where unknown; arrays
/// are sorted by their elements' JCS form. Data and initialisedFrom are content digests, so that a version under
/// another name is the same input; the environment is its behaviour digest.
/// </summary>
public static class Reproducibility
{
    /// <summary>Null for versions that are no models. What the fact refers to must be registered in <paramref name="registry"/>.</summary>
    public static ReproducibilityHash? HashOf(VersionRegistered fact, RegistryState registry)
    {
        if (fact.Version.Asset.Kind != AssetKind.Model)
        {
            return null;
        }

        var environment = fact.Inputs.TrainedIn is { } id && registry.TryFind(id, out var trainedIn)
            ? trainedIn.Fact.Behaviour
            : null;
        var isPartial = fact.Inputs.Code?.Commit is null || fact.Inputs.Data.IsEmpty || environment is null;
        return new ReproducibilityHash(Digest.Of(Form(fact.Inputs, environment, registry).Span), isPartial);
    }

    /// <summary>The bytes that are digested.</summary>
    internal static ReadOnlyMemory<byte> Form(RecordedInputs inputs, Digest? environment, RegistryState registry) =>
        CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            WriteCode(writer, inputs.Code);
            WriteSorted(writer, "data", inputs.Data.Select(DataForm));
            writer.WriteString("environment", environment?.ToString());
            writer.WritePropertyName("hyperparameters");
            if (inputs.Hyperparameters is { } hyperparameters)
            {
                hyperparameters.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            WriteSorted(writer, "initialisedFrom", inputs.InitialisedFrom.Select(from => InitialForm(from, registry)));
            writer.WriteStartObject("seeds");
            foreach (var (name, seed) in inputs.Seeds)
            {
                writer.WriteString(name, seed);
            }

            writer.WriteEndObject();
            writer.WriteNumber("v", 1);
            writer.WriteEndObject();
        }).Value;

    private static void WriteCode(Utf8JsonWriter writer, CodeReference? code)
    {
        writer.WriteStartObject("code");
        writer.WriteString("commit", code?.Commit);
        writer.WriteString("dirty", code?.Dirty?.ToString());
        writer.WriteString("entryPoint", code?.EntryPoint);
        writer.WriteString("repository", code?.Repository);
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> DataForm(DataReference data) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("digest", data.Digest.ToString());
        writer.WriteString("role", data.Role);
        writer.WriteString("slice", data.Slice);
        writer.WriteEndObject();
    }).Value;

    private static ReadOnlyMemory<byte> InitialForm(VersionId from, RegistryState registry) =>
        CanonicalJson.Write(writer => writer.WriteStringValue(registry.Versions[from].Fact.Content.ToString())).Value;

    private static void WriteSorted(Utf8JsonWriter writer, string name, IEnumerable<ReadOnlyMemory<byte>> elements)
    {
        writer.WriteStartArray(name);
        foreach (var element in elements.OrderBy(bytes => bytes, ByteOrder.Instance))
        {
            writer.WriteRawValue(element.Span);
        }

        writer.WriteEndArray();
    }

    private sealed class ByteOrder : IComparer<ReadOnlyMemory<byte>>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceCompareTo(y.Span);
    }
}
