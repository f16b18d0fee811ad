using Backstay.Core.Governance;

namespace Backstay.Server.Security;

/// <summary>Endpoint metadata: what a caller needs. An endpoint without it is refused to all but admins.</summary>
/// <param name="Scope">Null where anybody may ask: health, and the API's description.</param>
public sealed record RequiredScope(TokenScope? Scope);

internal static class RequiredScopeExtensions
{
    public static TBuilder Needs<TBuilder>(this TBuilder builder, TokenScope scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(scope));

    public static TBuilder NeedsNothing<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(Scope: null));
}
