using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Core.Ledger;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RememberedCommand))]
internal sealed partial class LedgerJson : JsonSerializerContext;
