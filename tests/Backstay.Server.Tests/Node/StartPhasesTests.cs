using Backstay.Server.Node;
using Backstay.Server.Tests.Support;
using Backstay.TestKit;
using Microsoft.Extensions.Logging;

namespace Backstay.Server.Tests.Node;

public sealed class StartPhasesTests
{
    [Fact]
    public void Each_phase_has_the_time_since_the_one_before_and_the_sum_is_from_the_beginning()
    {
        var time = new Stepping();
        var phases = new StartPhases(time);

        time.Pass(TimeSpan.FromMilliseconds(230));
        phases.End("files");
        time.Pass(TimeSpan.FromMilliseconds(4_120));
        phases.End("replay");

        Assert.Equal("4.4 s: files 0.2, replay 4.1", phases.ToString()); // 4.35, rounded
    }

    [Fact]
    public async Task A_server_that_is_ready_says_once_what_its_start_took()
    {
        using var folder = new TemporaryFolder();
        using var log = new LogLines();
        var options = new ServeOptions { DataFolder = folder.File("data"), Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") };

        await using var node = await BackstayNode.StartAsync(
            options, TimeProvider.System, logging => logging.AddProvider(log), TestContext.Current.CancellationToken);

        Assert.Matches(
            @"^Ready in \d+\.\d s: files \d+\.\d, replay \d+\.\d, gateway \d+\.\d, listeners \d+\.\d \(0 ledger entries\)$",
            Assert.Single(log.Lines, line => line.StartsWith("Ready in", StringComparison.Ordinal)));
    }

    private sealed class Stepping : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
