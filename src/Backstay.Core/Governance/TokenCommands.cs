using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Governance;

/// <summary>Creates a token whose secret the caller has drawn and shows once.</summary>
public sealed record CreateToken(Name Token, Digest Hash, TokenScope Scope, string Holder, DateTimeOffset Expires) : ICommand;

public sealed record RevokeToken(Name Token, string Why) : ICommand;
