using Backstay.Bench.Benches.Rollback;
using Backstay.Bench.Harness;
using Backstay.Bench.Load;
using Backstay.Client;
using Backstay.Client.Hosting;
using Backstay.Client.Objects;
using Backstay.Client.Versions;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.Bench.Benches.Host;

/// <summary>A hosted model over the Open Inference Protocol, beside an endpoint of the same web server that does nothing.</summary>
internal static class HostOverHttp
{
    private const int Rounds = 5;
    private const int Connections = 32;
    private const string Why = "the host's benchmark";

    private const string Script = """
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        wrk.body = '{"inputs":[{"name":"x","shape":[1,8],"datatype":"FP32","data":[1,2,3,4,5,6,7,8]}]}'
        """;

    public static async Task RunAsync(BenchContext context, int seconds)
    {
        using var folder = new TemporaryFolder();
        await using var server = ServerProcess.Start(folder.File("data"));
        await using var empty = await TimedUpstream.StartAsync();
        var url = await HostAsync(await server.ReadyAsync(CancellationToken.None));
        var (hosted, bare) = (new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var own = (await Wrk.RunAsync(url, Script, Connections, seconds)).OrFail("the hosted model");
            var nothing = (await Wrk.RunAsync(empty.Url, Script, Connections, seconds)).OrFail("the empty endpoint");
            if (round >= 0)
            {
                hosted.Add(own.PerSecond);
                bare.Add(nothing.PerSecond);
            }
        }

        await server.StopAsync(CancellationToken.None);
        context.Add("http/empty", Runs.Of(bare).Median, "1/s", Runs.Of(bare));
        context.AddBeside("http/hosted", Runs.Of(hosted).Median, "1/s", Runs.Of(hosted), target: null, "an empty endpoint", Runs.Of(bare).Median);
    }

    private static async Task<Uri> HostAsync(Uri api)
    {
        using var client = new BackstayClient(api, token: null);
        using var content = new MemoryStream(BenchModels.Small(2));
        var stored = await client.PutObjectAsync(content, expected: null, sent: null, CancellationToken.None);
        var version = VersionId.Parse("model/bench@1.0.0");
        await client.RegisterVersionAsync(
            new RegisterVersionRequest
            {
                Version = version,
                Files = [new FileReference("model.onnx", stored.Digest)],
                Owner = "bench",
                Purpose = Why,
                Why = Why,
                Model = new ModelDescription(
                    "linear",
                    [TensorSpec.Create("x", TensorType.Fp32, [TensorSpec.Variable, BenchModels.Columns]).Value],
                    [TensorSpec.Create("y", TensorType.Fp32, [TensorSpec.Variable, 1]).Value]),
            },
            idempotencyKey: null,
            CancellationToken.None);
        await client.LoadHostedModelAsync(version.ToString(), CancellationToken.None);
        return new Uri(api, "/host/v2/models/bench/versions/1.0.0/infer");
    }
}
