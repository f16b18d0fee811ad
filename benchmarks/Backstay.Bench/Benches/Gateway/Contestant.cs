using Backstay.Bench.Harness;
using Backstay.Bench.Load;

namespace Backstay.Bench.Benches.Gateway;

/// <summary>One of those that are measured by turns.</summary>
/// <param name="processes">Whose processor time is its own; they may change.</param>
internal sealed class Contestant(string name, Uri url, Func<IReadOnlyList<int>> processes)
{
    private readonly List<double> _perSecond = [];
    private readonly List<double> _microseconds = [];
    private readonly List<double> _p50 = [];
    private readonly List<double> _p99 = [];

    public string Name => name;

    public Runs PerSecond => Runs.Of(_perSecond);

    /// <summary>Processor time of a request.</summary>
    public Runs MicrosecondsEach => Runs.Of(_microseconds);

    /// <summary>Milliseconds at the paced rate.</summary>
    public Runs P50 => Runs.Of(_p50);

    public Runs P99 => Runs.Of(_p99);

    /// <summary>Milliseconds that it adds, round by round.</summary>
    public Runs AddedP50(Contestant direct) => Difference(_p50, direct._p50);

    public Runs AddedP99(Contestant direct) => Difference(_p99, direct._p99);

    public Task WarmUpAsync(int body, int seconds) => Wrk.RunAsync(url, GatewayLoad.Closed(body), GatewayLoad.Connections, seconds);

    public async Task RunAsync(int body, int seconds)
    {
        var before = ProcessorTime.Of(processes());
        var full = (await Wrk.RunAsync(url, GatewayLoad.Closed(body), GatewayLoad.Connections, seconds)).OrFail(name);
        var took = ProcessorTime.Of(processes()) - before;
        _perSecond.Add(full.PerSecond);
        _microseconds.Add(took.TotalMicroseconds / full.Requests);
        var paced = (await Wrk.RunAsync(url, GatewayLoad.Paced(body), GatewayLoad.Connections, seconds)).OrFail(name);
        _p50.Add(paced.MedianMs);
        _p99.Add(paced.P99Ms);
    }

    private static Runs Difference(List<double> with, List<double> without) => Runs.Of([.. with.Zip(without, (own, bare) => own - bare)]);
}
