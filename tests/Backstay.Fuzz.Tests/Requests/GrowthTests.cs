using System.Diagnostics;
using Backstay.Fuzz.Requests;

namespace Backstay.Fuzz.Tests.Requests;

/// <summary>What is refused costs nothing that stays.</summary>
public sealed class GrowthTests(AttackedNodeFixture fixture)
{
    private const int Seed = 20_261_122;
    private const int Round = 60;

    /// <summary>What pools and caches may hold on to. A leak of one body a request (20 kB and more here) is above it.</summary>
    private const long MostBytes = 16 * 1024 * 1024;

    private const int MostHandles = 64;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_and_open_files_are_after_thousands_of_requests_what_they_were_before()
    {
        // The first round fills pools and compiles code.
        await RoundAsync(0);
        var (bytes, handles) = (Held(), Handles());

        for (var i = 1; i <= 3; i++)
        {
            await RoundAsync(i * Round);
        }

        Assert.InRange(Held() - bytes, long.MinValue, MostBytes);
        Assert.InRange(Handles() - handles, int.MinValue, MostHandles);
    }

    private async Task RoundAsync(int from)
    {
        foreach (var group in RequestGroups.All)
        {
            var report = await fixture.Node.Run().RunAsync(group, Seed, from, Round, Ct);
            Assert.True(report.Failures.IsEmpty, string.Join('\n', report.Failures));
        }
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int Handles()
    {
        using var process = Process.GetCurrentProcess();
        return process.HandleCount;
    }
}
