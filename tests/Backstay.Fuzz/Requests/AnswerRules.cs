using System.Text.RegularExpressions;

namespace Backstay.Fuzz.Requests;

/// <summary>What every answer keeps to, whatever was sent.</summary>
public static partial class AnswerRules
{
    /// <summary>Refusals for want of something that is no caller's fault; each is documented (docs/reference).</summary>
    private static readonly string[] Unavailable = ["no-release", "no-answer", "no-host", "ledger-busy", "deadline", "not-ready"];

    /// <summary>What is wrong with the answer; null where nothing is.</summary>
    public static string? FaultOf(Drawn drawn, RawAnswer answer)
    {
        var status = answer.Status;
        if (status == 0)
        {
            return drawn.Request.IsFramed ? "the connection was closed without an answer" : null;
        }

        if (status is < 200 or > 599)
        {
            return $"{status} is no status";
        }

        return ServerFault(drawn, answer) ?? AccessFault(drawn, status) ?? (status >= 400 ? FormFault(drawn, answer) : null);
    }

    private static string? ServerFault(Drawn drawn, RawAnswer answer)
    {
        if (answer.Status < 500 || IsHealth(drawn.Request.Target) || (answer.Status == 505 && drawn.Request.Version != "HTTP/1.1"))
        {
            return null;
        }

        return answer.Status is 503 or 504 && (Unavailable.Contains(answer.Member("code")) || IsHostProtocol(drawn)) ? null : "a fault of the server";
    }

    /// <summary>Nobody gets in without a scope that opens the route, and no other site's name does.</summary>
    private static string? AccessFault(Drawn drawn, int status)
    {
        if (drawn.IsForeignHost && status < 400)
        {
            return "a host that is not ours was answered";
        }

        if (!drawn.IsPlain || drawn.Operation.IsOpenTo(drawn.Scope))
        {
            return status is 401 && drawn is { IsPlain: true, Scope: not null } ? "a token that opens this was turned away" : null;
        }

        // A body may be too large before anybody asks who wants to know.
        return status is 401 or 403 or 302 or 400 or 413 or 414 or 431 ? null : "a caller without the scope got past the check";
    }

    private static string? FormFault(Drawn drawn, RawAnswer answer)
    {
        if (Internals().IsMatch(answer.Body) && !Internals().IsMatch(drawn.Request.Target))
        {
            return "the answer shows our insides";
        }

        if (drawn.Request.Method == "HEAD" || IsHealth(drawn.Request.Target) || IsHostProtocol(drawn))
        {
            return null;
        }

        if (answer.Member("code") is not { Length: > 0 } code || answer.Member("detail") is not { Length: > 0 } || answer.Member("status") != answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return "a refusal that is no problem document";
        }

        return (code is "invalid-input" || answer.Status is 413 or 415) && answer.Member("field") is not { Length: > 0 } ? "a refusal of input that names no field" : null;
    }

    private static bool IsHealth(string target) => target.Contains("/health/", StringComparison.OrdinalIgnoreCase) || target.Contains("/ready", StringComparison.OrdinalIgnoreCase);

    /// <summary>The model host answers by its own protocol: <c>{"error": …}</c>.</summary>
    private static bool IsHostProtocol(Drawn drawn) => drawn.Request.Target.Contains("/host/v2", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\bSystem\.[A-Z]|\bMicrosoft\.|Exception\b|   at \w|Backstay\.(Core|Server|Gateway|Storage|Hosting)\b|Nullable<|\.cs:line")]
    private static partial Regex Internals();
}
