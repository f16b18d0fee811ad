using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Backstay.Fuzz.Inputs;

namespace Backstay.Fuzz.Requests;

/// <summary>A request and what is known of how it has to be answered.</summary>
/// <param name="Scope">The scope of the token that it carries; null where that opens nothing or is none.</param>
/// <param name="IsPlain">Its path, method, host and framing are sound: the caller check is sure to be met.</param>
public sealed record Drawn(HostileRequest Request, Operation Operation, string? Scope, bool IsPlain, bool IsForeignHost);

/// <summary>Draws one request to an operation with some of it wrong: most with one or two things, so that later checks are met too.</summary>
public sealed class RequestDraw(Credentials credentials)
{
    private static readonly string[] Scopes = ["admin", "operator", "observer", "caller"];

    private static readonly string[] Methods =
        ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", "X", "G\u00c9T", new string('A', 200)];

    private static readonly string[] Hosts =
        ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]", "evil.example:80", "localhost@evil.example", "evil.example/localhost", "", " ", "a b", "\u00ff", "localhost:x", new string('a', 400)];

    private static readonly string[] ContentTypes =
    [
        "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json; charset=nope", "application/json; charset=\"", "application/json;charset=iso-8859-1",
        "application/json, text/plain", "application/problem+json", "application/octet-stream", "json", "*/*", "", ";", "application/json; a=" + "\u00ff",
    ];

    private static readonly string[] HeaderNames =
    [
        "Backstay-Deadline-Ms", "Backstay-Unit", "Backstay-Request-Id", "Backstay-On-Behalf-Of", "Idempotency-Key", "Accept", "Accept-Encoding", "Accept-Language", "Range", "If-Range", "If-None-Match", "If-Match", "If-Modified-Since", "Cookie", "Origin", "Sec-Fetch-Site", "Referer",
        "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-HTTP-Method-Override", "X-Original-URL", "Content-Encoding", "Content-Language", "Content-Range", "Expect", "Upgrade", "Connection", "Keep-Alive", "TE", "Trailer", "Via", "Max-Forwards", "Last-Event-ID", "traceparent", "Sec-WebSocket-Key", "X-User", "X-Any",
    ];

    /// <summary>Framing that no header may disturb: else what follows is another request.</summary>
    private static readonly string[] FramingNames = ["Connection", "Upgrade", "Expect", "Keep-Alive", "TE", "Trailer"];

    public Drawn Draw(Random random, RequestGroup group)
    {
        var operation = random.Of(group.Operations);
        var isOddMethod = random.Once(25);
        var method = isOddMethod ? random.Of(Methods) : operation.Method;
        var (target, isOddPath) = Target(random, operation);
        var (authorization, scope) = Credential(random, operation);
        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        var isForeign = random.Once(40);
        headers.Add(("Host", isForeign ? random.Of(Hosts) : "127.0.0.1"));
        if (authorization is not null)
        {
            headers.Add(("Authorization", authorization));
        }

        var body = Body(random, operation, method, headers);
        var isOddHeader = random.Once(4);
        for (var more = isOddHeader ? random.Next(1, 4) : 0; more > 0; more--)
        {
            headers.Add((random.Of(HeaderNames), random.Of(HostileTexts.HeaderValues)));
        }

        var framing = random.Once(30) ? random.Of(Enum.GetValues<Framing>()) : random.Once(6) ? Framing.Chunked : Framing.Length;
        if (framing == Framing.Length && headers.Any(header => FramingNames.Contains(header.Item1)))
        {
            headers.Add(("Connection", "close"));
        }

        var request = new HostileRequest(method, target, headers.ToImmutable(), body, framing, operation.OnGateway)
        {
            Version = random.Once(200) ? random.Of(["HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/9.9", "HTTP", "http/1.1", ""]) : "HTTP/1.1",
        };
        var isPlain = !isOddMethod && !isOddPath && !isForeign && !isOddHeader && request.IsFramed;
        return new Drawn(request, operation, scope, isPlain, isForeign);
    }

    private (string? Authorization, string? Scope) Credential(Random random, Operation operation) => random.Next(20) switch
    {
        0 => (null, null),
        1 => ("Bearer " + random.Of(credentials.Dead), null),
        2 => (random.Of(Credentials.Garbage), null),
        3 or 4 when random.Of(Scopes) is var drawn => ("Bearer " + credentials.Live[drawn], drawn),
        _ when operation.Scope == "nobody" => (null, null),
        _ => ("Bearer " + credentials.Live[operation.Scope], operation.Scope),
    };

    private static (string Target, bool IsOdd) Target(Random random, Operation operation)
    {
        var isHoleOdd = random.Once(3);
        var segments = operation.Path.Split('/').Select(segment =>
            !segment.Contains('{', StringComparison.Ordinal) ? segment
            : isHoleOdd ? random.Of(HostileTexts.Segments)
            : Sound(random, segment, operation)).ToArray();
        var path = string.Join('/', segments);
        var isOdd = isHoleOdd;
        if (random.Once(12))
        {
            isOdd = true;
            path = Trick(random, path, segments);
        }

        return random.Once(5) || (operation.Query.Length > 0 && random.Once(2)) ? (path + "?" + Query(random, operation), isOdd) : (path, isOdd);
    }

    /// <summary>What names something that is there, or that well could be.</summary>
    private static string Sound(Random random, string hole, Operation operation) => hole switch
    {
        "{seq:long}" => random.Of(["1", "2", "3", "999999"]),
        "{documentName}.json" => "v1.json",
        "{file}" => random.Of(["none.js", "live.js", "live.css"]),
        "{kind}" => random.Of(["model", "dataset"]),
        "{number}" or "{version}" => random.Of(["1.0.0", "1.1.0", "9.0.0"]),
        "{endpoint}" => operation.Writes ? random.Of(["fuzzed", "none"]) : random.Of(["answers", "tensors", "none"]),
        "{release}" => random.Of(["old", "new", "none"]),
        "{name}" when operation.Path.StartsWith("/host/", StringComparison.Ordinal) => random.Of(["net", "none"]),
        "{name}" => operation.Writes && operation.Path.Contains("tokens", StringComparison.Ordinal) ? "none" : random.Of(["answers", "none"]),
        "{decision}" => "01890a5d-ac96-774b-bcce-b302099a8057",
        "{digest}" => random.Of(["sha256:" + new string('0', 64), new string('a', 64)]),
        _ => random.Of(["none", "answers-1", "1"]),
    };

    private static string Trick(Random random, string path, string[] segments) => random.Next(9) switch
    {
        0 => path + "/",
        1 => path + "//",
        2 => "/" + path,
        3 => path.Replace("/", "//", StringComparison.Ordinal),
        4 => path + "/..",
        5 => path.ToUpperInvariant(),
        6 => "http://127.0.0.1" + path,
        7 => string.Join('/', segments.Append(random.Of(HostileTexts.Segments))),
        _ => random.Of(["/", "*", "//", "/..", "/%2e%2e/%2e%2e/etc/passwd", "/api/v1/%2e%2e/ledger", "/api/v1/workspaces/other/ledger", "/api//v1/ledger", "/api/v1/./ledger", "/api/v1/ledger%00", "/api/v1/ledger;a=b", "/live/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/live/..%5c..%5cx", "/host/v2/models/%2e%2e/infer", "\u00ff", "", "?", "/" + new string('a', 9_000)]),
    };

    private static string Query(Random random, Operation operation)
    {
        var parts = new List<string>();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var name = operation.Query.Length > 0 && !random.Once(4) ? random.Of(operation.Query) : random.Of(["limit", "unknown", "at", "LIMIT", "", "%00", "%ff", "a[]", new string('q', 300)]);
            var value = random.Once(2) ? random.Of(HostileTexts.Segments) : random.Of(["1", "-1", "0", "5", "1001", "2147483648", "9223372036854775808", "true", "null", "", "down", "9999-12-31T23:59:59Z", "2h", "-1h", "99999999d"]);
            parts.Add(random.Once(10) ? name : $"{name}={value}");
        }

        return string.Join(random.Once(10) ? ";" : "&", parts).Replace("#", "%23", StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Body(Random random, Operation operation, string method, ImmutableArray<(string, string)>.Builder headers)
    {
        if (operation.Bodies.IsEmpty)
        {
            return method is "POST" or "PUT" && !random.Once(3) ? Encoding.UTF8.GetBytes(random.Of(HostileTexts.Strings)) : default(ReadOnlyMemory<byte>);
        }

        headers.Add(("Content-Type", random.Once(15) ? random.Of(ContentTypes) : "application/json"));
        return random.Next(15) switch
        {
            0 => Encoding.UTF8.GetBytes(random.Of(HostileTexts.JsonValues)),
            1 => Encoding.UTF8.GetBytes(random.Of(operation.Bodies).ToJsonString()),
            2 => new ByteMutator([.. operation.Bodies.Select(Bytes)], []).Draw(random),
            _ => JsonMutator.DrawBytes(random, random.Of(operation.Bodies)),
        };
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
