using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Backstay.Fuzz.Requests;

/// <summary>Sends bytes to a listener as they are and reads the answer. Keeps its connection for as long as both sides agree where a request ends.</summary>
public sealed class RawConnection(Uri server) : IDisposable
{
    /// <summary>What no answer takes: they come within a second, and on a busy machine not twenty times later. Longer is a hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private Socket? _socket;
    private int _from;
    private int _to;

    /// <summary>Where this request is broken off after the head of its answer: an event stream never ends.</summary>
    private const string EventStream = "text/event-stream";

    /// <exception cref="TimeoutException">The server said nothing for twenty seconds.</exception>
    public async Task<RawAnswer> SendAsync(HostileRequest request, CancellationToken ct)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(Patience);
        try
        {
            var isFresh = _socket is null;
            var answer = await TrySendAsync(request, late.Token);
            if (answer is null && !isFresh)
            {
                // The server may have closed a kept connection before it saw this request.
                answer = await TrySendAsync(request, late.Token);
            }

            return answer ?? RawAnswer.Closed;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Close();
            throw new TimeoutException($"No answer within {Patience.TotalSeconds:0} seconds.");
        }
    }

    public void Dispose() => Close();

    /// <summary>Null where the connection ended before an answer did.</summary>
    private async Task<RawAnswer?> TrySendAsync(HostileRequest request, CancellationToken ct)
    {
        try
        {
            var socket = _socket ??= await ConnectAsync(ct);
            await SendAllAsync(socket, request.ToBytes(), ct);
            if (!request.IsFramed)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            var answer = await ReadAsync(request.Method == "HEAD", ct);
            if (answer is null || !request.IsFramed || IsLast(answer))
            {
                Close();
            }

            return answer;
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            Close();
            return null;
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(enable: true, 0), // hundreds of thousands of these may not wait for their end
        };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, ct);
        (_from, _to) = (0, 0);
        return socket;
    }

    /// <summary>A refusal may come, and the connection go, before all of a body was sent: the answer counts.</summary>
    private static async Task SendAllAsync(Socket socket, byte[] bytes, CancellationToken ct)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await socket.SendAsync(bytes.AsMemory(sent), ct);
            }
        }
        catch (SocketException) when (socket.Available > 0)
        {
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static bool IsLast(RawAnswer answer) =>
        answer.MediaType == EventStream || (answer.Headers.TryGetValue("Connection", out var connection) && connection.Equals("close", StringComparison.OrdinalIgnoreCase));

    private async Task<RawAnswer?> ReadAsync(bool isHead, CancellationToken ct)
    {
        while (true)
        {
            var line = await LineAsync(ct);
            if (line is null)
            {
                return null;
            }

            var status = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await LineAsync(ct) is { Length: > 0 } header)
            {
                var colon = header.IndexOf(':', StringComparison.Ordinal);
                headers[header[..colon]] = header[(colon + 1)..].Trim();
            }

            if (status is >= 100 and < 200)
            {
                continue;
            }

            var bare = new RawAnswer(status, headers, "");
            return isHead || status is 204 or 304 || bare.MediaType == EventStream ? bare : bare with { Body = await BodyAsync(headers, ct) };
        }
    }

    private async Task<string> BodyAsync(Dictionary<string, string> headers, CancellationToken ct)
    {
        var body = new MemoryStream();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            await CopyAsync(body, long.Parse(length, CultureInfo.InvariantCulture), ct);
        }
        else if (headers.ContainsKey("Transfer-Encoding"))
        {
            while (await LineAsync(ct) is { } size && long.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var chunk)
            {
                await CopyAsync(body, chunk, ct);
                await LineAsync(ct);
            }

            await LineAsync(ct);
        }
        else
        {
            await CopyAsync(body, long.MaxValue, ct);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    private async Task CopyAsync(MemoryStream body, long count, CancellationToken ct)
    {
        while (count > 0 && (_from < _to || await FillAsync(ct)))
        {
            var part = (int)Math.Min(count, _to - _from);
            body.Write(_buffer, _from, part);
            _from += part;
            count -= part;
        }
    }

    private async Task<string?> LineAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        while (_from < _to || await FillAsync(ct))
        {
            var c = (char)_buffer[_from++];
            if (c == '\n')
            {
                return line.ToString();
            }

            _ = c == '\r' ? line : line.Append(c);
        }

        return null;
    }

    private async Task<bool> FillAsync(CancellationToken ct)
    {
        if (_socket is not { } socket)
        {
            return false;
        }

        (_from, _to) = (0, await socket.ReceiveAsync(_buffer, ct));
        return _to > 0;
    }
}
