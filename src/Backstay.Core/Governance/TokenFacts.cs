using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Governance;

/// <summary>A token exists. Only the SHA-256 of its 256 random bits is kept.</summary>
public sealed record TokenCreated(Name Token, Digest Hash, TokenScope Scope, string Holder, DateTimeOffset Expires) : IFact;

public sealed record TokenRevoked(Name Token, Digest Why) : IFact;
