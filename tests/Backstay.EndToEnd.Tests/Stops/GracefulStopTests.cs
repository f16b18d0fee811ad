using System.Net;
using System.Net.Sockets;
using System.Text;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Stops;

/// <summary>A server that is told to stop answers the callers that it has, however long their models think, and then ends well.</summary>
public sealed class GracefulStopTests
{
    /// <summary>Longer than command lines let a command run on by default, and than the server needs for all else.</summary>
    private static readonly TimeSpan Thought = TimeSpan.FromSeconds(4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_answer_arrives_although_the_server_was_told_to_stop_and_somebody_watches_it()
    {
        var thought = new TaskCompletionSource();
        await using var scene = await RolloutScene.StartAsync();
        scene.OldBackend.Behaviour = Behave.After(thought.Task, TwoReleases.Healthy);
        using var browser = new HttpClient();
        await using var live = await browser.GetStreamAsync(new Uri(scene.Server.Addresses.Api, "live/events"), Ct);
        Assert.True(await live.ReadAsync(new byte[1], Ct) > 0);

        var call = scene.CallAsync(1);
        await UntilAskedAsync(scene.OldBackend);

        var stopped = scene.Server.StopAsync(Ct);
        await Task.Delay(Thought, Ct);
        Assert.False(stopped.IsCompleted, "It did not wait for the answer.");
        thought.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await call).Single().Status);
        Assert.Equal(0, await stopped);
        await live.CopyToAsync(Stream.Null, Ct); // the page's stream was ended, not cut
    }

    [Fact]
    public async Task Both_addresses_take_nobody_else_meanwhile_and_who_asks_again_does_not_wait()
    {
        await using var scene = await RolloutScene.StartAsync();
        scene.OldBackend.Behaviour = Behave.Silent();
        var (api, gateway) = scene.Server.Addresses;
        using var upload = await DripAsync(api);
        var call = scene.CallAsync(1);
        await UntilAskedAsync(scene.OldBackend);

        var stopped = scene.Server.StopAsync(Ct);
        await UntilRefusedAsync(api);
        await UntilRefusedAsync(gateway);
        Assert.False(stopped.IsCompleted, "It did not wait for the answer.");

        Assert.Equal(0, await scene.Server.StopAsync(Ct));
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task A_body_that_is_late_is_no_fault_in_the_log_and_its_connection_goes_on_where_the_rest_comes()
    {
        await using var scene = await RolloutScene.StartAsync();
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, scene.Server.Addresses.Gateway.Port, Ct);
        var head = $"POST /endpoints/{RolloutScene.Endpoint} HTTP/1.1\r\nHost: localhost\r\n{TwoReleases.UnitHeader}: late\r\n";
        await WriteAsync($"{head}Backstay-Deadline-Ms: 50\r\nContent-Length: 2\r\n\r\n{{");
        using var answer = new StreamReader(caller.GetStream());
        Assert.StartsWith("HTTP/1.1 408 ", await answer.ReadLineAsync(Ct), StringComparison.Ordinal);

        await WriteAsync($"}}{head}Connection: close\r\nContent-Length: 2\r\n\r\n{{}}");
        Assert.Contains("HTTP/1.1 200 ", await answer.ReadToEndAsync(Ct), StringComparison.Ordinal);

        Assert.Equal(0, await scene.Server.StopAsync(Ct));
        Assert.DoesNotContain("fail:", scene.Server.Output, StringComparison.Ordinal);

        Task WriteAsync(string text) => caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Ct).AsTask();
    }

    /// <summary>A request to the control API whose body never ends.</summary>
    private static async Task<TcpClient> DripAsync(Uri api)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, api.Port, Ct);
        await client.GetStream().WriteAsync("PUT /api/v1/objects HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nx"u8.ToArray(), Ct);
        return client;
    }

    private static async Task UntilAskedAsync(LoopbackUpstream backend)
    {
        while (backend.Received == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Ct);
        }
    }

    private static async Task UntilRefusedAsync(Uri address)
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, address.Port, Ct);
            }
            catch (SocketException refused)
            {
                if (refused.SocketErrorCode == SocketError.ConnectionRefused)
                {
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), Ct);
        }
    }
}
