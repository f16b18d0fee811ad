using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.World;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>The state digest, format 1, of a plain state, each value written out by hand; of all that does not only grow it holds nothing.</summary>
internal static class PlainDigest
{
    private static readonly JsonTypeInfo<JsonNode> Json = (JsonTypeInfo<JsonNode>)JsonSerializerOptions.Default.GetTypeInfo(typeof(JsonNode));

    public static Digest Of(PlainState state)
    {
        using var hasher = new StateHasher();
        Add(hasher, "idempotency", state.Commands.ByKey, key => $"{key.Credential}\n{key.Id}", latest => Form(latest.Command));
        Add(hasher, "registry.versions", state.Versions.ById, id => id.ToString(), Form);
        Add(hasher, "lineage.edges", state.Edges.Up, id => id.ToString(), edges => Form(edges.Select(Form)));
        Add(hasher, "evaluation.scorecards", state.Scorecards.ByVersion, id => id.ToString(), cards => Form(cards.Select(Form)));
        WorldState.Empty.Releases.AddTo(hasher);
        WorldState.Empty.Routing.AddTo(hasher);
        WorldState.Empty.Rollouts.AddTo(hasher);
        WorldState.Empty.Monitoring.AddTo(hasher);
        WorldState.Empty.Governance.AddTo(hasher);
        return hasher.Finish();
    }

    private static void Add<TKey, TValue>(
        StateHasher hasher, string section, ImmutableDictionary<TKey, TValue> values, Func<TKey, string> key, Func<TValue, JsonNode> form)
        where TKey : notnull =>
        hasher.Add(section, values.Select(pair => KeyValuePair.Create(key(pair.Key), form(pair.Value))), Json);

    private static JsonArray Form(IEnumerable<JsonNode> nodes) => [.. nodes];

    private static JsonObject Form(RememberedCommand command) =>
        new() { ["body"] = command.Body.ToString(), ["firstSeq"] = command.FirstSeq, ["of"] = command.Of };

    private static JsonObject Form(PlainVersion version) => new()
    {
        ["id"] = version.Fact.Version.ToString(),
        ["fact"] = JsonNode.Parse(version.Entry.Payload.Span),
        ["position"] = version.Entry.Seq,
        ["time"] = version.Entry.Time,
        ["registeredBy"] = version.Entry.Actor.Id,
        ["reproducibility"] = version.Hash is { } hash ? new JsonObject { ["hash"] = hash.Hash.ToString(), ["partial"] = hash.Partial } : null,
    };

    private static JsonObject Form(LineageEdge edge) => new()
    {
        ["from"] = edge.From.ToString(),
        ["relation"] = edge.Relation.ToText(),
        ["to"] = edge.To.ToString(),
        ["role"] = edge.Role,
        ["slice"] = edge.Slice,
    };

    private static JsonObject Form(LedgerEntry scorecard) => new()
    {
        ["fact"] = JsonNode.Parse(scorecard.Payload.Span),
        ["position"] = scorecard.Seq,
        ["time"] = scorecard.Time,
        ["recordedBy"] = scorecard.Actor.Id,
    };
}
