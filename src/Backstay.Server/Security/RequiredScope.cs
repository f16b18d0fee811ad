using Backstay.Core.Governance;

namespace Backstay.Server.Security;

/// <summary>Endpoint metadata: what a caller needs. An endpoint without it is refused to everybody.</summary>
public sealed record RequiredScope(TokenScope Scope);

internal static class RequiredScopeExtensions
{
    public static TBuilder Needs<TBuilder>(this TBuilder builder, TokenScope scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(scope));
}
