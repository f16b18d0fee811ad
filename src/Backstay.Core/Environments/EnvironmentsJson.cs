using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Core.Environments;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EnvironmentManifest))]
internal sealed partial class EnvironmentsJson : JsonSerializerContext;
