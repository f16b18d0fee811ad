using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;

namespace Backstay.Core.Lineage;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<LineageEdge>))]
[JsonSerializable(typeof(LineageEdgeRecorded))]
[JsonSerializable(typeof(RecordLineageEdge))]
internal sealed partial class LineageJson : JsonSerializerContext
{
    internal static IEnumerable<FactKind> Facts => [new("lineage.edge-recorded", 1, Default.LineageEdgeRecorded)];

    internal static IEnumerable<CommandKind> Commands => [new("lineage.record-edge", Default.RecordLineageEdge)];
}
