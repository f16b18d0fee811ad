using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Core.Registry;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(TensorSpecJsonConverter)])]
[JsonSerializable(typeof(ImmutableArray<ContentFile>))]
[JsonSerializable(typeof(RegisteredVersion))]
[JsonSerializable(typeof(RegisterVersion))]
[JsonSerializable(typeof(RegistrationReport))]
[JsonSerializable(typeof(VersionRegistered))]
internal sealed partial class RegistryJson : JsonSerializerContext
{
    internal static IEnumerable<FactKind> Facts =>
    [
        new("registry.version-registered", 1, Default.VersionRegistered)
        {
            Quick = VersionRegisteredReader.TryRead,
            Walk = VersionWalker.TryWalk,
            QuickForm = VersionRegisteredWriter.TryWrite,
        },
    ];

    internal static IEnumerable<CommandKind> Commands =>
    [
        new("registry.register-version", Default.RegisterVersion) { QuickForm = RegisterVersionWriter.TryWrite },
    ];
}
