using System.Buffers;
using System.Collections.Frozen;
using Backstay.Core.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Backstay.Gateway.Upstreams;

/// <summary>
/// The caller's end-to-end headers, copied once a request so that a shadow can have them when the request is over. Left
/// out: hop-by-hop headers (RFC 9110, 7.6.1) and those that Connection names; what frames the message; our own; and the
/// caller's credentials, which are for the gateway and none of a backend's business.
/// </summary>
public sealed class ForwardedHeaders
{
    private static readonly FrozenSet<string> HopByHop = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade"],
        StringComparer.OrdinalIgnoreCase);

    // Accept-Encoding: an answer in a coding of the caller's choice could not be checked.
    private static readonly FrozenSet<string> NotSent = FrozenSet.ToFrozenSet(
        [.. HopByHop, "Host", "Content-Length", "Content-Type", "Expect", "Accept-Encoding", "Authorization", "Cookie"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NotReturned = FrozenSet.ToFrozenSet(
        [.. HopByHop, "Content-Length", "Content-Type", "Date", "Server", "Set-Cookie", "Alt-Svc"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly int _count;

    private ForwardedHeaders(KeyValuePair<string, StringValues>[] headers, int count, string? contentType)
    {
        _headers = headers;
        _count = count;
        ContentType = contentType;
    }

    public static ForwardedHeaders None { get; } = new([], 0, null);

    /// <summary>The caller's Content-Type.</summary>
    public string? ContentType { get; }

    public ReadOnlySpan<KeyValuePair<string, StringValues>> Items => _headers.AsSpan(0, _count);

    /// <summary>
    /// Null where they can be sent on. What HTTP can't carry for certain is refused here: beyond, it would be the failure of
    /// every attempt, and count against a release.
    /// </summary>
    public static Problem? Read(IHeaderDictionary headers, out ForwardedHeaders read)
    {
        read = None;
        var kept = headers.Count == 0 ? [] : new KeyValuePair<string, StringValues>[headers.Count];
        var count = 0;
        var connection = headers.Connection;
        foreach (var header in headers)
        {
            if (!NotSent.Contains(header.Key) && !IsOurs(header.Key) && !IsNamedBy(connection, header.Key))
            {
                kept[count++] = header;
                if (!IsPlain(header.Value))
                {
                    return NotPlain(header.Key);
                }
            }
        }

        if (!IsPlain(headers.ContentType))
        {
            return NotPlain("Content-Type");
        }

        read = new ForwardedHeaders(kept, count, headers.ContentType);
        return null;
    }

    /// <summary>Whether a header of a backend's answer goes on to the caller.</summary>
    internal static bool IsReturned(string name) => !NotReturned.Contains(name) && !IsOurs(name);

    /// <summary>Nobody but us may say which release answered.</summary>
    private static bool IsOurs(string name) => name.StartsWith("Backstay-", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAnyExcept(Plain))
            {
                return false;
            }
        }

        return true;
    }

    private static Problem NotPlain(string header) => Problem.Invalid(
        header, "A header that goes on to a release's backend holds visible ASCII characters, spaces and tabs.", "Percent-encode the value, or send it in the body.");

    private static bool IsNamedBy(StringValues connection, string name)
    {
        foreach (var line in connection)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[range].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
