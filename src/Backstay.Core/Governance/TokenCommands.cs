using System.Text.Json.Serialization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Governance;

/// <summary>Creates a token whose secret the server has drawn and shows once.</summary>
/// <param name="Hash">
/// SHA-256 of the secret. No part of what was asked for: a repeat with the same idempotency key is the same command,
/// though another secret was drawn for it.
/// </param>
/// <param name="Expires">When it ends; exactly one of this and <paramref name="LifetimeDays"/> is given.</param>
/// <param name="LifetimeDays">How long it lives from the moment of its entry.</param>
public sealed record CreateToken(
    Name Token, [property: JsonIgnore] Digest Hash, TokenScope Scope, string Holder, DateTimeOffset? Expires, int? LifetimeDays) : ICommand;

public sealed record RevokeToken(Name Token, string Why) : ICommand;
