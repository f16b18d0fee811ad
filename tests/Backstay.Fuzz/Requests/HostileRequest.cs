using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Backstay.Fuzz.Requests;

/// <summary>How a request says where its body ends; all but the first two lie.</summary>
public enum Framing
{
    Length,
    Chunked,

    /// <summary>More is promised than comes, then the sender falls silent.</summary>
    TooLong,

    /// <summary>Less is promised than comes.</summary>
    TooShort,
    LengthAndChunked,
    TwoLengths,
    NegativeLength,
    WordLength,
    HugeLength,
    BrokenChunk,
    HugeChunk,
    UnknownCoding,
}

/// <summary>A request as it goes over the socket, kept in parts so that it can be shown and made smaller.</summary>
/// <param name="Target">As in the request line; one byte a char, as are headers.</param>
public sealed record HostileRequest(
    string Method, string Target, ImmutableArray<(string Name, string Value)> Headers, ReadOnlyMemory<byte> Body, Framing Framing, bool OnGateway)
{
    /// <summary>Most of a body that is shown.</summary>
    private const int Shown = 4_000;

    public string Version { get; init; } = "HTTP/1.1";

    /// <summary>Whether whoever reads it can tell where it ends, so that the connection may be used again.</summary>
    public bool IsFramed => Framing is Framing.Length or Framing.Chunked && Version == "HTTP/1.1";

    public byte[] ToBytes()
    {
        var head = new StringBuilder($"{Method} {Target} {Version}\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        var length = Body.Length;
        var isBodiless = length == 0 && Method is "GET" or "HEAD";
        var size = length.ToString("x", CultureInfo.InvariantCulture);
        var (lines, before, after) = Framing switch
        {
            Framing.Chunked => ("Transfer-Encoding: chunked\r\n", length == 0 ? "" : $"{size}\r\n", length == 0 ? "0\r\n\r\n" : "\r\n0\r\n\r\n"),
            Framing.TooLong => ($"Content-Length: {length + 10}\r\n", "", ""),
            Framing.TooShort => ($"Content-Length: {length / 2}\r\n", "", ""),
            Framing.LengthAndChunked => ($"Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n", "", ""),
            Framing.TwoLengths => ($"Content-Length: {length}\r\nContent-Length: {length + 1}\r\n", "", ""),
            Framing.NegativeLength => ("Content-Length: -1\r\n", "", ""),
            Framing.WordLength => ("Content-Length: ten\r\n", "", ""),
            Framing.HugeLength => ("Content-Length: 99999999999999999999\r\n", "", ""),
            Framing.BrokenChunk => ("Transfer-Encoding: chunked\r\n", "zz\r\n", ""),
            Framing.HugeChunk => ("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n", ""),
            Framing.UnknownCoding => ("Transfer-Encoding: gzip\r\n", "", ""),
            _ => (isBodiless ? "" : $"Content-Length: {length}\r\n", "", ""),
        };
        head.Append(lines).Append("\r\n").Append(before);
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Body.Span, .. Encoding.Latin1.GetBytes(after)];
    }

    /// <summary>The request with everything that is no printable ASCII escaped, so that it can be sent again with <c>printf</c>.</summary>
    public override string ToString()
    {
        var bytes = ToBytes();
        var text = new StringBuilder(OnGateway ? "to the gateway: " : "to the API: ");
        foreach (var b in bytes.AsSpan(0, Math.Min(bytes.Length, Shown)))
        {
            _ = b is >= 0x20 and < 0x7f and not (byte)'\\' ? text.Append((char)b)
                : b == '\n' ? text.Append("\\n\n")
                : b == '\r' ? text.Append("\\r")
                : text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        return bytes.Length <= Shown ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"… ({bytes.Length} bytes)").ToString();
    }
}
