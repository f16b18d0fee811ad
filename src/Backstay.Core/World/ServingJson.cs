using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Primitives.Json;
using Backstay.Statistics;

namespace Backstay.Core.World;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(KebabCaseEnumConverter<Verdict>), typeof(EveryDoubleConverter), typeof(TensorSpecJsonConverter)])]
[JsonSerializable(typeof(ServingHead))]
[JsonSerializable(typeof(ServingParts))]
internal sealed partial class ServingJson : JsonSerializerContext;
