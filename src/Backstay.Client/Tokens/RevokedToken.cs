using Backstay.Core.Primitives;

namespace Backstay.Client.Tokens;

/// <summary>The answer to a revocation.</summary>
/// <param name="Position">The ledger position at which it holds.</param>
public sealed record RevokedToken(Name Name, long Position);
