using System.Net;
using System.Net.Sockets;

namespace Backstay.TestKit.Upstreams;

/// <summary>An address on loopback where every connection is refused: a port that is taken and not listened on.</summary>
public sealed class RefusingAddress : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingAddress()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Url = new Uri($"http://{_socket.LocalEndPoint}/");
    }

    public Uri Url { get; }

    public void Dispose() => _socket.Dispose();
}
