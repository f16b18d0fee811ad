using Backstay.TestKit;
using Backstay.TestKit.Faults;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Faults;

/// <summary>The real server while system calls fail under it: a little of what <c>./bench faults</c> does at length.</summary>
public sealed class ServerSweepTests(ITestOutputHelper output)
{
    /// <summary>Left to the bench: each has a sister here.</summary>
    private static readonly string[] Left = ["sync ENOSPC", "rename ENOSPC", "truncate EIO", "open EIO", "object open EIO at start"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_fails_callers_are_served_refusals_are_honest_and_nothing_acknowledged_is_lost()
    {
        using var folder = new TemporaryFolder();
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json(TwoReleases.Healthy));
        var server = await FaultyServer.CreateAsync(folder.File("data"), backend.Url, seed: 7, Ct);
        var runs = 0;
        foreach (var fault in ServerFault.All.Where(fault => !Left.Contains(fault.Name)))
        {
            // The first of such calls is always made; how many more is the server's business.
            var when = fault.AtStart ? 1 : (runs % 3) + 1;
            var run = await server.RunAsync(fault, when, stop: runs++ % 2 == 0);
            output.WriteLine($"{fault.Name} from {when}: {run.Met} met, {run.Acknowledged} acknowledged, {string.Join(", ", run.Refusals.Select(r => $"{r.Value} {r.Key}"))}");
            Assert.True(run.Met > 0, $"No call met the fault {fault.Name} from {when}.");
        }

        output.WriteLine($"{await server.AssertAllAsync()} entries hashed again");
    }
}
