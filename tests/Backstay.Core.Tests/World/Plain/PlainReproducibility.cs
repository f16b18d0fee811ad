using System.Text.Json;
using System.Text.Json.Nodes;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>The reproducibility hash, v1, as it is defined: a document, put in canonical form, digested.</summary>
internal static class PlainReproducibility
{
    public static ReproducibilityHash? Of(VersionRegistered fact, PlainVersions before)
    {
        if (fact.Version.Asset.Kind != AssetKind.Model)
        {
            return null;
        }

        var inputs = fact.Inputs;
        var environment = inputs.TrainedIn is { } id ? before.ById[id].Fact.Behaviour : null;
        var document = new JsonObject
        {
            ["v"] = 1,
            ["code"] = new JsonObject
            {
                ["repository"] = inputs.Code?.Repository,
                ["commit"] = inputs.Code?.Commit,
                ["dirty"] = inputs.Code?.Dirty?.ToString(),
                ["entryPoint"] = inputs.Code?.EntryPoint,
            },
            ["environment"] = environment?.ToString(),
            ["hyperparameters"] = inputs.Hyperparameters is { } given ? JsonNode.Parse(given.GetRawText()) : null,
            ["seeds"] = new JsonObject(inputs.Seeds.Select(seed => KeyValuePair.Create(seed.Key, (JsonNode?)seed.Value))),
            ["initialisedFrom"] = Sorted(inputs.InitialisedFrom.Select(from => (JsonNode)before.ById[from].Fact.Content.ToString())),
            ["data"] = Sorted(inputs.Data.Select(data => new JsonObject
            {
                ["digest"] = before.ById[data.Version].Fact.Content.ToString(),
                ["role"] = data.Role,
                ["slice"] = data.Slice,
            })),
        };
        var isPartial = inputs.Code?.Commit is null || inputs.Data.IsEmpty || environment is null;
        return new ReproducibilityHash(Digest.Of(Canonical(document).Span), isPartial);
    }

    /// <summary>By the elements' canonical form.</summary>
    private static JsonArray Sorted(IEnumerable<JsonNode> elements) =>
        [.. elements.OrderBy(element => Convert.ToHexString(Canonical(element).Span), StringComparer.Ordinal)];

    private static ReadOnlyMemory<byte> Canonical(JsonNode node) =>
        CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(node)).Value;
}
