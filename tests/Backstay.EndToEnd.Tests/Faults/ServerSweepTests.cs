using Backstay.TestKit;
using Backstay.TestKit.Faults;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Faults;

/// <summary>The real server while system calls fail under it: a little of what <c>./bench faults</c> does at length.</summary>
public sealed class ServerSweepTests(ITestOutputHelper output)
{
    /// <summary>Left to the bench: each has a sister here.</summary>
    private static readonly string[] Left = ["sync ENOSPC", "rename ENOSPC", "truncate EIO", "open EIO"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_fails_callers_are_served_refusals_are_honest_and_nothing_acknowledged_is_lost()
    {
        using var folder = new TemporaryFolder();
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json(TwoReleases.Healthy));
        var server = await FaultyServer.CreateAsync(folder.File("data"), backend.Url, seed: 7, Ct);
        var when = 0;
        foreach (var fault in ServerFault.All.Where(fault => !Left.Contains(fault.Name)))
        {
            var run = await server.RunAsync(fault, (when % 3) + 1, stop: when++ % 2 == 0);
            output.WriteLine($"{fault.Name}: {run.Met} met, {run.Acknowledged} acknowledged, {string.Join(", ", run.Refusals.Select(r => $"{r.Value} {r.Key}"))}");
        }

        output.WriteLine($"{await server.AssertAllAsync()} entries hashed again");
    }
}
