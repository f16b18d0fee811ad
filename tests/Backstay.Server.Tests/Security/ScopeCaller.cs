using Backstay.Core.Governance;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Security;

/// <summary>A kind of caller: one of each scope, one without a token, and those whose token opens nothing any more.</summary>
/// <param name="Token">Null where it sends none.</param>
/// <param name="Scope">Null where it is nobody.</param>
internal sealed record ScopeCaller(string Who, string? Token, TokenScope? Scope)
{
    public static async Task<IReadOnlyList<ScopeCaller>> MakeAllAsync(TestNode node, CancellationToken ct)
    {
        var admin = await node.CreateTokenAsync("admin", "admin", admin: null, ct);
        List<ScopeCaller> callers = [new("nobody", Token: null, Scope: null), new("admin", admin, TokenScope.Admin)];
        foreach (var scope in Enum.GetValues<TokenScope>().Where(scope => scope != TokenScope.Admin))
        {
            callers.Add(new(NameOf(scope), await node.CreateTokenAsync(NameOf(scope), NameOf(scope), admin, ct), scope));
        }

        callers.Add(new("one with an expired token", await node.CreateTokenAsync("expired", "admin", admin, ct, days: 1), Scope: null));
        callers.Add(new("one with a revoked token", await node.CreateTokenAsync("revoked", "admin", admin, ct), Scope: null));
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Delete, "/api/v1/tokens/revoked", ct, new { why = "It leaked." }, admin)).Status);
        node.Clock.Advance(TimeSpan.FromDays(2));
        return callers;
    }

    /// <summary>The status by which a route refuses this caller; null where it must let it in.</summary>
    /// <param name="needed">The route's scope, or <c>nobody</c>.</param>
    public int? RefusalAt(string needed) => needed == "nobody" || (Scope is { } has && May(has, needed)) ? null : Scope is null ? 401 : 403;

    /// <summary>Calls a route of the control listener as this caller.</summary>
    /// <param name="isAnswer">Which statuses are an answer to whom is let in.</param>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public async Task<string?> TryAsync(TestNode node, Route route, Func<int, bool> isAnswer, CancellationToken ct)
    {
        var body = route.Method is "GET" or "HEAD" ? null : "{\"nothing\":true}";
        var answer = await node.SendAsync(new HttpMethod(route.Method), route.Filled, ct, body, Token);
        var isRight = RefusalAt(route.Scope) is { } status ? answer.Status == status : answer.Status is not (401 or 403) && isAnswer(answer.Status);
        return isRight ? null : $"{route.Method} {route.Path} as {Who}: {answer.Status} {answer.Text}";
    }

    /// <summary>The rule of the scopes, written down again: admins do everything, operators what observers and callers do.</summary>
    public static bool May(TokenScope scope, string needed) => scope switch
    {
        TokenScope.Admin => true,
        TokenScope.Operator => needed is "operator" or "observer" or "caller",
        _ => needed == NameOf(scope),
    };

    private static string NameOf(TokenScope scope) => scope.ToString().ToLowerInvariant();
}
