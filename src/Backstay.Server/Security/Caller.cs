using Backstay.Core.Governance;
using Backstay.Core.Ledger;

namespace Backstay.Server.Security;

/// <summary>Who makes a request, as its token says; the actor of every entry comes from here.</summary>
public sealed record Caller(string Id, string? Credential, TokenScope Scope)
{
    /// <summary>Whoever can reach the loopback interface before any token exists.</summary>
    public static Caller Local { get; } = new("local", null, TokenScope.Admin);

    public Actor ToActor(string? onBehalfOf) => new(Id, onBehalfOf, Credential);

    /// <summary>Whether this caller may do what needs <paramref name="needed"/>.</summary>
    public bool May(TokenScope needed) => Scope == needed || Scope switch
    {
        TokenScope.Admin => true,
        TokenScope.Operator => needed is TokenScope.Observer or TokenScope.Caller,
        TokenScope.Observer => false,
        TokenScope.Caller => false,
        _ => false,
    };
}
