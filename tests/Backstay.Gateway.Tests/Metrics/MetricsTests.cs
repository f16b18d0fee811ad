using Backstay.Core.Routing;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Gateway.Tests.Metrics;

public sealed class MetricsTests
{
    [Fact]
    public void Every_duration_lies_in_a_bucket_whose_bounds_are_within_an_eighth() => Prop.ForAll<int, int>((a, b) =>
    {
        var value = Math.Abs((long)a) << (Math.Abs(b % 6));
        var index = LatencyHistogram.IndexOf(value);
        var upper = LatencyHistogram.UpperBound(index);
        var lower = index == 0 ? -1 : LatencyHistogram.UpperBound(index - 1);
        return lower < value && value <= upper && upper <= value + (value / 8) + 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Quantiles_and_cumulative_counts_are_of_the_recorded_durations()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 1_000; i++)
        {
            histogram.Record(i * 100);
        }

        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        var read = histogram.Read();

        Assert.Equal(1_002, read.Count);
        Assert.InRange(read.Quantile(0.5) ?? 0, 50_000, 57_000);
        Assert.InRange(read.Quantile(0.99) ?? 0, 99_000, 112_000);
        Assert.Equal(1, read.CountUpTo(99));
        Assert.Null(new LatencyHistogram().Read().Quantile(0.5));
    }

    [Fact]
    public async Task Requests_errors_and_fallbacks_are_counted_by_release_and_path()
    {
        const string Oip = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";
        await using var good = await LoopbackUpstream.StartAsync(Behave.Inference("sum", 3, "1"));
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Status(500));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(
            Routes.Route(Routes.Target("v1", good.Url, BackendProtocol.Oip)).WithCanary(Routes.Target("v2", bad.Url, BackendProtocol.Oip), 10_000), position: 3);

        await gateway.PostAsync(Oip);
        await gateway.PostAsync(Oip);
        await gateway.PostAsync(Oip, path: $"/v2/models/{Routes.Endpoint}/infer");

        var read = gateway.Metrics.Read();
        Assert.Equal(
            [("v1", "json", 2L, 0L), ("v1", "oip", 1L, 0L), ("v2", "json", 2L, 2L), ("v2", "oip", 1L, 1L)],
            read.Attempts.Select(a => (a.Release, a.Path, a.Latency.Count, a.Errors)));
        var endpoint = Assert.Single(read.Endpoints);
        Assert.Equal((3L, 3L, 3L, 0L), (read.Position, endpoint.Ok, endpoint.Fallbacks, endpoint.ServerErrors));
        Assert.Equal("model/delay@2.0.0", read.Attempts[2].Model);
    }
}
