using Backstay.Fuzz.Requests;
using Backstay.Server.Security;

namespace Backstay.Fuzz.Parsers;

/// <summary>Headers that carry a token: only the live ones open anything, whatever is like them.</summary>
internal static class TokenTarget
{
    private const string Scheme = "Bearer ";
    private static readonly string[] Pieces = ["bst_", "Bearer", "bearer ", " ", "\t", "=", "-", "_", "A", "\0", ","];

    public static ParserTarget Of(CallerAuthenticator authenticator, Credentials credentials)
    {
        var live = credentials.Live.Values.ToHashSet(StringComparer.Ordinal);
        return new TextTarget("tokens", [.. live.Concat(credentials.Dead).Select(secret => Scheme + secret)], Pieces, text =>
            authenticator.Authenticate(text).IsOk
            && TextTarget.Held(text.Length > Scheme.Length && live.Contains(text[Scheme.Length..].Trim()), "what is no live token opened the door"));
    }
}
