using System.Globalization;
using Backstay.Core.Governance;

namespace Backstay.Server.Security;

/// <summary>
/// Whether somebody can still make tokens, and for how long. A server whose last admin token has expired is opened again by
/// nobody who calls it, only by whoever owns its data folder: so people are told before.
/// </summary>
internal static class AdminAccess
{
    /// <summary>The way back in, for whoever is refused because no admin token is live.</summary>
    public const string Recovery =
        "Whoever owns the data folder stops the server and runs 'backstay token recover NAME --holder YOU --data FOLDER'.";

    /// <summary>How long before the last admin token expires people begin to be told.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    /// <summary>
    /// How long an admin token is live yet, zero where none is. Null before the first token, when whoever reaches the
    /// loopback interface is admin.
    /// </summary>
    public static TimeSpan? Left(GovernanceState governance, DateTimeOffset now) => governance switch
    {
        { Closed: false } => null,
        { LastAdmin.Fact.Expires: var expires } when expires > now => expires - now,
        _ => TimeSpan.Zero,
    };

    /// <summary>What people should know and do; null while there is nothing. Names no token and no folder: anybody may read it.</summary>
    public static string? Trouble(GovernanceState governance, DateTimeOffset now) => Left(governance, now) switch
    {
        { Ticks: 0 } => "No admin token is live: nobody can make tokens, and everybody is refused once theirs expires. " + Recovery,
        { } left when left <= Notice => string.Create(
            CultureInfo.InvariantCulture,
            $"The last admin token expires within {Math.Ceiling(left.TotalDays)} days. Make its successor with it: backstay token create NAME --scope admin --holder YOU."),
        _ => null,
    };
}
