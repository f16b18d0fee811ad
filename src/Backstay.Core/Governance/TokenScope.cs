using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Governance;

/// <summary>What a token may do. Each scope includes those after it, except that callers only call endpoints.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TokenScope>))]
public enum TokenScope
{
    /// <summary>Everything, tokens included.</summary>
    Admin,

    /// <summary>Register, propose, roll out, roll back.</summary>
    Operator,

    /// <summary>Read everything.</summary>
    Observer,

    /// <summary>Call endpoints and post outcomes.</summary>
    Caller,
}
