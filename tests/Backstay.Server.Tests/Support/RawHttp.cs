using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Backstay.Server.Tests.Support;

/// <summary>Bytes to a listener that no HTTP client would send, and all that comes back until the server ends the connection.</summary>
internal static partial class RawHttp
{
    /// <param name="request">One byte a character.</param>
    public static async Task<RawHttpAnswer> SendAsync(Uri listener, string request, CancellationToken ct)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, listener.Port, ct);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), ct);
        using var reader = new StreamReader(socket.GetStream(), Encoding.UTF8);
        var text = await reader.ReadToEndAsync(ct);
        var last = StatusLine().Matches(text).LastOrDefault()?.Index ?? -1;
        var end = last < 0 ? -1 : text.IndexOf("\r\n\r\n", last, StringComparison.Ordinal);
        Assert.True(end > 0, $"no answer but: {text}");
        return new RawHttpAnswer(text[..last], text[last..end].Split("\r\n"), text[(end + 4)..]);
    }

    [GeneratedRegex(@"HTTP/1\.1 \d{3} [A-Za-z -]+\r\n")]
    private static partial Regex StatusLine();
}

/// <param name="Before">Answers to the requests before the last one on the connection.</param>
/// <param name="Head">Status line and headers of the last answer.</param>
internal sealed record RawHttpAnswer(string Before, string[] Head, string Body)
{
    public int Status => int.Parse(Head[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    public string? Header(string name) => Head
        .Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 2)..]).SingleOrDefault();
}
