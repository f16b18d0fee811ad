using System.Net;
using System.Net.Sockets;
using Backstay.Server.Api;
using Backstay.Server.Node;
using Backstay.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Backstay.Server.Tests.Node;

/// <summary>The control API's port may be taken by somebody else in the moment in which it changes hands.</summary>
public sealed class PatientListenerTests
{
    private readonly HandTime _time = new();
    private readonly LogLines _log = new();
    private int _built;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_that_somebody_has_is_tried_until_it_is_free_and_the_log_says_so_once()
    {
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)taker.LocalEndpoint).Port}");
        var starting = PatientListener.StartAsync(() => Build(address), address, _time, _log, Ct);
        await TriedAsync(starting, 1);
        _time.Advance(PatientListener.Period);
        await TriedAsync(starting, 2);
        Assert.False(starting.IsCompleted);
        Assert.Contains(address.ToString(), Assert.Single(_log.Lines, line => line.StartsWith("Nobody can reach the control API", StringComparison.Ordinal)), StringComparison.Ordinal);

        taker.Stop();
        while (!starting.IsCompleted)
        {
            _time.Advance(PatientListener.Period);
            await Task.Delay(10, Ct);
        }

        await using var listener = await starting;
        using var http = new HttpClient();
        Assert.Equal("here", await http.GetStringAsync(address, Ct));
    }

    [Fact]
    public async Task Who_is_asked_to_stop_does_not_wait_for_the_address()
    {
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)taker.LocalEndpoint).Port}");
        var starting = PatientListener.StartAsync(() => Build(address), address, _time, _log, stop.Token);
        await TriedAsync(starting, 1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    private async Task TriedAsync(Task starting, int times)
    {
        while (Volatile.Read(ref _built) < times || _log.Lines.IsEmpty)
        {
            if (starting.IsCompleted)
            {
                await starting;
                Assert.Fail("It listens, though somebody has the address.");
            }

            await Task.Delay(10, Ct);
        }
    }

    private WebApplication Build(Uri address)
    {
        Interlocked.Increment(ref _built);
        var app = ListenerBuilder.Create(address, maxBodyBytes: null, new RejectedRequests(saysError: false), _ => { }).Build();
        app.MapGet("/", () => "here");
        return app;
    }
}
