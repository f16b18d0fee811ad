namespace Backstay.TestKit.Faults;

/// <summary>One way of failing, through the real server, on a data folder of its own.</summary>
internal static class ServerSweep
{
    /// <param name="backend">What the endpoint's releases stand for.</param>
    public static async Task<SweepOutcome> RunAsync(ServerFault fault, Uri backend, int seed, SweepPlan plan, CancellationToken ct)
    {
        var folder = new TemporaryFolder();
        var (server, run) = ((FaultyServer?)null, 0);
        var swept = await Sweep.RunAsync("server", fault.Name, plan, RunAsync, startsAfresh: false, ct);
        if (swept.Broken.Count == 0)
        {
            try
            {
                // A sweep that was not even begun has nothing to read again.
                var entries = server is null ? 0 : await server.AssertAllAsync();
                folder.Dispose();
                return swept with { Entries = entries };
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                swept = swept with { Broken = [$"{swept.Name}, at the end: {e}"] };
            }
        }

        // Left as it is, to be looked at.
        return swept with { Broken = [.. swept.Broken.Select(broken => $"seed {seed}, left in {folder.FullPath}: {broken}")] };

        async Task<FaultRun> RunAsync(int call)
        {
            server ??= await FaultyServer.CreateAsync(folder.File("data"), backend, seed, ct);
            return await server.RunAsync(fault, call, stop: run++ % 2 == 0);
        }
    }
}
