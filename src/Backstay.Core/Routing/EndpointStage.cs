using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Routing;

[JsonConverter(typeof(KebabCaseEnumConverter<EndpointStage>))]
public enum EndpointStage
{
    Development,
    Staging,
    Production,
}
