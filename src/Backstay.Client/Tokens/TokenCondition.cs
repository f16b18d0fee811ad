using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Client.Tokens;

/// <summary>Whether a token still opens anything.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TokenCondition>))]
public enum TokenCondition
{
    Live,
    Expired,
    Revoked,
}
