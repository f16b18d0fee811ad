using Backstay.Core.Primitives;

namespace Backstay.Server.Api;

/// <summary>Says of what the web server refuses which part of the request is wrong, by which rule, and what to do.</summary>
internal static class Rejections
{
    /// <summary>Longest first line of a request (method, path and query), in bytes.</summary>
    public const int MaxRequestLineBytes = 8 * 1024;

    /// <summary>Most bytes of all headers together.</summary>
    public const int MaxHeaderBytes = 32 * 1024;

    /// <summary>Most headers.</summary>
    public const int MaxHeaders = 100;

    public const string RequestLine = "request line";
    public const string Headers = "headers";

    /// <summary>The status is the exception's own; its message, which is written for developers of the server, tells the cases apart.</summary>
    public static Problem Explain(BadHttpRequestException rejected) => rejected.StatusCode switch
    {
        StatusCodes.Status405MethodNotAllowed => Problem.Invalid("method", "This form of a path goes with another method.", "Send a path that begins with '/'."),
        StatusCodes.Status408RequestTimeout => new(ProblemKind.Invalid, "request-late", "The request did not arrive in time.") { Field = Headers },
        StatusCodes.Status414UriTooLong => Problem.Invalid(
            "path", $"Method, path and query have at most {MaxRequestLineBytes} bytes together.", "Ask for less at once, or send it in a body where the path takes one."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => Problem.Invalid(Headers, $"A request has at most {MaxHeaders} headers, of {MaxHeaderBytes} bytes together."),
        StatusCodes.Status505HttpVersionNotsupported => Problem.Invalid(RequestLine, "HTTP/1.0 and HTTP/1.1 are spoken here."),
        _ => OfMessage(rejected.Message),
    };

    private static Problem OfMessage(string message)
    {
        foreach (var (beginning, field, rule, hint) in Cases)
        {
            if (message.Contains(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return Problem.Invalid(field, rule, hint);
            }
        }

        return Problem.Invalid("request", "The bytes that came are no HTTP request.", "Use an HTTP client; where one made this, something between it and here changed it.");
    }

    /// <summary>What its message holds, the field, the rule, the way out. The first that fits counts.</summary>
    private static readonly (string Words, string Field, string Rule, string? Hint)[] Cases =
    [
        ("Host header", "Host", "A request has one Host header: a name or an address, and a port where need be.", "Send 'Host: NAME' or 'Host: NAME:PORT'."),
        ("request target", "path", "A path is ASCII: other characters are percent-encoded UTF-8, and no '%00' is among them.", "Percent-encode each segment and each value of the query."),
        ("content length", "Content-Length", "The length of a body is one whole number.", null),
        ("Content-Length", "Content-Length", "The length of a body is said once.", null),
        ("transfer coding", "Transfer-Encoding", "A body comes with its length or in chunks.", "Send 'Transfer-Encoding: chunked', or 'Content-Length'."),
        ("header", Headers, "Headers are lines of NAME: VALUE, in ASCII or UTF-8 and without control characters.", "Send text beyond ASCII as UTF-8, or percent-encoded."),
        ("request line", RequestLine, "A request begins with METHOD PATH HTTP/1.1.", null),
        ("TLS handshake", RequestLine, "This listener speaks HTTP without TLS.", "Call it by http://, or put a proxy with TLS in front."),
        ("chunk", "body", "The framing of the body's chunks is broken.", null),
    ];
}
