using System.Net;
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
        while (scene.OldBackend.Received == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Ct);
        }

        var stopped = scene.Server.StopAsync(Ct);
        await Task.Delay(Thought, Ct);
        Assert.False(stopped.IsCompleted, "It did not wait for the answer.");
        thought.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await call).Single().Status);
        Assert.Equal(0, await stopped);
        await live.CopyToAsync(Stream.Null, Ct); // the page's stream was ended, not cut
    }
}
