using System.Text.RegularExpressions;

namespace Backstay.Fuzz.Requests;

/// <summary>What every answer keeps to, whatever was sent.</summary>
public static partial class AnswerRules
{
    /// <summary>Refusals of sound input, for what is there already: no field is at fault.</summary>
    private static readonly string[] OfTheState = ["nothing-serves", "rollout-active", "rollout-ended", "backup-running"];

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

    /// <summary>Nothing that is sent may cost more than its own answer: the server can do all that it is asked here.</summary>
    private static string? ServerFault(Drawn drawn, RawAnswer answer) => answer.Status switch
    {
        < 500 => null,
        503 when AsksReadiness(drawn) => null,
        503 when IsOipError(drawn, answer) && answer.Body.EndsWith(" loaded.\"}", StringComparison.Ordinal) => null, // others load and unload it
        504 when drawn.Operation.OnGateway && answer.Member("code") == "deadline" => null, // callers give deadlines of their own
        505 when drawn.Request.Version != "HTTP/1.1" => null,
        _ => "a fault of the server",
    };

    /// <summary>Nobody gets in without a scope that opens the route, and no other site's name does.</summary>
    private static string? AccessFault(Drawn drawn, int status)
    {
        if (drawn.IsForeignHost && status < 400)
        {
            return "a host that is not ours was answered";
        }

        // With an odd path nobody knows which check is met first; but whoever gets an answer needs a route that is open to them.
        if (status is >= 200 and < 300 && !RouteReach.HasOpenRoute(drawn.Request, drawn.Scope))
        {
            return "a caller to whom no such route is open was answered";
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

        // What is not ready says so by its status, in the form of whoever asks.
        if (drawn.Request.Method == "HEAD" || (answer.Status == 503 && AsksReadiness(drawn)) || IsOipError(drawn, answer))
        {
            return null;
        }

        if (answer.Member("code") is not { Length: > 0 } code || answer.Member("detail") is not { Length: > 0 } || answer.Member("status") != answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return "a refusal that is no problem document";
        }

        return answer.Status is 400 or 408 or 409 or 413 or 414 or 415 or 422 && !OfTheState.Contains(code) && answer.Member("field") is not { Length: > 0 }
            ? "a refusal of input that names no field"
            : null;
    }

    private static bool AsksReadiness(Drawn drawn) =>
        drawn.Request.Target.Split('?')[0].TrimEnd('/').EndsWith("/ready", StringComparison.OrdinalIgnoreCase);

    /// <summary>The model host answers by its own protocol: <c>{"error": …}</c>.</summary>
    private static bool IsOipError(Drawn drawn, RawAnswer answer) =>
        drawn.Request.Target.Contains("/host/v2", StringComparison.OrdinalIgnoreCase) && answer.MediaType == "application/json"
        && answer.Body.StartsWith("{\"error\":\"", StringComparison.Ordinal);

    [GeneratedRegex(@"\bSystem\.[A-Z]|\bMicrosoft\.|Exception\b|   at \w|Backstay\.(Core|Server|Gateway|Storage|Hosting)\b|Nullable<|\.cs:line")]
    private static partial Regex Internals();
}
