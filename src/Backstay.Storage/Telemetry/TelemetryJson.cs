using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Routing;

namespace Backstay.Storage.Telemetry;

/// <summary>The form of records at rest: absent where null, and tolerant of members of later versions.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DecisionRecord))]
[JsonSerializable(typeof(ShadowRecord))]
internal sealed partial class TelemetryJson : JsonSerializerContext;
