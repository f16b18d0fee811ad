using System.Net;
using Backstay.Core.Primitives;
using Backstay.Server.Api;

namespace Backstay.Server.Security;

/// <summary>
/// Refuses requests that name a host which is not ours, so that a page in somebody's browser can't reach a server
/// on loopback through a name that it points there (DNS rebinding).
/// </summary>
internal sealed class HostCheck(RequestDelegate next, IReadOnlyList<string> allowed)
{
    public Task InvokeAsync(HttpContext http)
    {
        var host = http.Request.Host.Host;
        if (IsLoopback(host) || allowed.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            return next(http);
        }

        return new Problem(ProblemKind.Forbidden, "host-not-allowed", $"This server does not answer for the host '{Printable(host)}'.")
        {
            Hint = "Start it with --allowed-host NAME if the name is yours.",
        }.ToResult().ExecuteAsync(http);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string Printable(string host) =>
        new([.. host.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);
}
