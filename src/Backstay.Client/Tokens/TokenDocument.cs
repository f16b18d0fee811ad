using Backstay.Core.Governance;
using Backstay.Core.Primitives;

namespace Backstay.Client.Tokens;

/// <summary>A token, without its secret.</summary>
public sealed record TokenDocument(Name Name, TokenScope Scope, string Holder, DateTimeOffset Expires, TokenCondition Condition);
