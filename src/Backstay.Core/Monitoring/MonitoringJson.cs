using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;
using Backstay.Statistics;

namespace Backstay.Core.Monitoring;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(KebabCaseEnumConverter<Verdict>), typeof(EveryDoubleConverter)])]
[JsonSerializable(typeof(Incident))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
