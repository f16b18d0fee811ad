using System.Diagnostics;
using System.Runtime;
using Backstay.Server.Node;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.Server.Tests.Node;

/// <summary>A server runs with the collector that its pauses were measured with, or not at all.</summary>
public sealed class CollectorModeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, GCLatencyMode.Interactive, null)]
    [InlineData(false, GCLatencyMode.SustainedLowLatency, null)]
    [InlineData(false, GCLatencyMode.Batch, "non-concurrent workstation")]
    [InlineData(true, GCLatencyMode.Interactive, "server")]
    public void Only_concurrent_workstation_mode_will_do(bool isServer, GCLatencyMode latency, string? refused)
    {
        var exception = Record.Exception(() => CollectorMode.Require(isServer, latency));

        Assert.Equal(refused is not null, exception is CollectorModeException);
        Assert.Contains(refused is null ? "" : $"runs in {refused} mode", exception?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_started_with_another_collector_says_so_and_how_to_change_it_and_touches_nothing()
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "On one processor the runtime takes the workstation mode whatever it is told.");
        using var folder = new TemporaryFolder();
        var start = BackstayBinary.Command("serve", "--data", folder.File("data"), "--api", "http://127.0.0.1:0", "--gateway", "http://127.0.0.1:0");
        start.Environment["DOTNET_gcServer"] = "1"; // stronger than what the project sets
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The server does not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);

            Assert.Equal((3, ""), (process.ExitCode, await output));
            Assert.StartsWith("error: wrong-collector: The garbage collector runs in server mode", error, StringComparison.Ordinal);
            Assert.Contains("DOTNET_gcServer", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder.File("data")));
        }
        finally
        {
            process.Kill(); // without effect on one that has ended
        }
    }
}
