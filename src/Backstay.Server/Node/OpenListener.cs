using Backstay.Core.Governance;

namespace Backstay.Server.Node;

/// <summary>Loopback only, unless tokens exist.</summary>
internal static class OpenListener
{
    /// <exception cref="OpenListenerException">An address is not loopback, and no live admin token exists.</exception>
    public static void Refuse(ServeOptions options, GovernanceState governance, DateTimeOffset now)
    {
        if (governance.LastAdmin is { } admin && admin.Fact.Expires > now)
        {
            return;
        }

        foreach (var address in new[] { options.Api, options.Gateway }.Where(address => !address.IsLoopback))
        {
            throw new OpenListenerException(address, hadTokens: governance.Closed);
        }
    }
}
