using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Governance;

/// <summary>A token in the state.</summary>
public sealed record Token(TokenCreated Fact, bool Revoked);

/// <summary>Who may do what: the tokens.</summary>
public sealed record GovernanceState(ImmutableDictionary<Name, Token> Tokens, ImmutableDictionary<Digest, Name> ByHash)
{
    public static GovernanceState Empty { get; } = new(
        ImmutableDictionary<Name, Token>.Empty, ImmutableDictionary<Digest, Name>.Empty);

    /// <summary>Whether any token was ever made: from then on every request needs one.</summary>
    public bool Closed => !Tokens.IsEmpty;

    /// <summary>Of the admin tokens that nobody has revoked the one that lives longest, expired or not; null where there is none.</summary>
    public Token? LastAdmin => Tokens.Values
        .Where(token => token is { Revoked: false, Fact.Scope: TokenScope.Admin })
        .MaxBy(token => token.Fact.Expires);

    /// <summary>The live token of a secret's hash at an instant; null when unknown, expired or revoked.</summary>
    public Token? Find(Digest hash, DateTimeOffset now) =>
        ByHash.TryGetValue(hash, out var name) && Tokens[name] is { Revoked: false } token && token.Fact.Expires > now
            ? token
            : null;

    public GovernanceState Apply(EntryHead head, IFact fact) => fact switch
    {
        TokenCreated f => new(Tokens.Add(f.Token, new Token(f, Revoked: false)), ByHash.Add(f.Hash, f.Token)),
        TokenRevoked f => this with { Tokens = Tokens.SetItem(f.Token, Tokens[f.Token] with { Revoked = true }) },
        _ => this,
    };

    public void AddTo(StateHasher hasher) => hasher.Add("governance.tokens", Tokens, GovernanceJson.Default.Token);
}
