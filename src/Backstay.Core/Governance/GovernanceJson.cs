using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;

namespace Backstay.Core.Governance;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(LedgerTimeJsonConverter)])]
[JsonSerializable(typeof(Token))]
[JsonSerializable(typeof(TokenCreated))]
[JsonSerializable(typeof(TokenRevoked))]
[JsonSerializable(typeof(CreateToken))]
[JsonSerializable(typeof(RevokeToken))]
internal sealed partial class GovernanceJson : JsonSerializerContext
{
    internal static IEnumerable<FactKind> Facts =>
    [
        new("governance.token-created", 1, Default.TokenCreated),
        new("governance.token-revoked", 1, Default.TokenRevoked),
    ];

    internal static IEnumerable<CommandKind> Commands =>
    [
        new("governance.create-token", Default.CreateToken),
        new("governance.revoke-token", Default.RevokeToken),
    ];
}
