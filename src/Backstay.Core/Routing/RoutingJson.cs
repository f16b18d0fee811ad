using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;

namespace Backstay.Core.Routing;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Endpoint))]
[JsonSerializable(typeof(EndpointDeclared))]
[JsonSerializable(typeof(DeclareEndpoint))]
[JsonSerializable(typeof(DecisionRecord))]
internal sealed partial class RoutingJson : JsonSerializerContext
{
    internal static IEnumerable<FactKind> Facts => [new("routing.endpoint-declared", 1, Default.EndpointDeclared)];

    internal static IEnumerable<CommandKind> Commands => [new("routing.declare-endpoint", Default.DeclareEndpoint)];
}
