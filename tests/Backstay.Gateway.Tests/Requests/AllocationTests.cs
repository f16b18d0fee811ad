using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Buffers;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Tests.Harness;
using Backstay.Gateway.Upstreams;
using Backstay.Storage.Telemetry;
using Backstay.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Gateway.Tests.Requests;

/// <summary>
/// What a request allocates in steady state, beside the context that the web server makes. The bounds have little slack: a
/// request that costs more is to be noticed. Not counted: the web server, the HTTP client and the judge; the record's way to
/// the disk in the last one only. Alone in the process while they run, since two of them count the process's bytes.
/// </summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int MaxBytesHosted = 4_300;
    private const int MaxBytesForwarded = 4_000;
    private const int MaxBytesRecorded = 6_000;

    /// <summary>Of the measure that counts the whole process.</summary>
    private const int Batches = 10;
    private const int Runs = 1_000;

    private static readonly Uri Nowhere = new("http://127.0.0.1:1/");

    private const string Processor = """
        {"inputs":[{"tensor":"x","datatype":"FP32","fields":[{"field":"a"},{"field":"b"}]}],"outputs":[{"field":"total","tensor":"sum","index":0}]}
        """;

    [Fact]
    public async Task A_request_to_a_hosted_model_stays_within_its_allocations()
    {
        await using var services = Services();
        var target = Routes.Target("v1", null, BackendProtocol.Hosted, processor: "data-processor/km@1.0.0");
        var runtimes = services.GetRequiredService<ReleaseRuntimes>();
        runtimes.Set(Routes.Endpoint, services.GetRequiredService<ReleaseRuntimeFactory>()
            .Create(Name.Parse(Routes.Endpoint), target, Encoding.UTF8.GetBytes(Processor), ModelSignature.Unknown).Value);
        Assert.True(services.GetRequiredService<GatewayTables>().Swap(Routes.Route(target).At(1), runtimes));
        var gateway = services.GetRequiredService<GatewayApplication>();
        var body = new MemoryStream(Encoding.UTF8.GetBytes("""{"a":1,"b":2}"""));

        // All of it completes on this thread: what the thread allocates is what requests cost, the test's context included.
        var empty = Measure(() => Context(body));
        var full = Measure(() =>
        {
            var context = Context(body);
            var pending = gateway.HandleAsync(context);
            Assert.True(pending.IsCompletedSuccessfully);
            Assert.Equal(200, context.Response.StatusCode);
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{full - empty} bytes allocated per request, beside {empty} for its context");
        Assert.InRange(full - empty, 1, MaxBytesHosted);
    }

    [Fact]
    public async Task A_request_that_is_forwarded_stays_within_its_allocations_across_threads()
    {
        await using var services = Services();

        var bytes = await ForwardAsync(services, Routes.Route(Routes.Target("v1", Nowhere)), static () => Task.CompletedTask);

        Assert.InRange(bytes, 1, MaxBytesForwarded);
    }

    /// <summary>As above, under a rollout, and down to the row in telemetry's file: the writer's own bytes count with it.</summary>
    [Fact]
    public async Task A_request_stays_within_its_allocations_until_its_record_is_in_telemetry()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var store = SqliteDecisionStore.Open(folder.File("decisions.db"), TimeProvider.System);
        await using var services = Services(store);
        var route = Routes.Route(Routes.Target("v1", Nowhere)).WithCanary(Routes.Target("v2", Nowhere), 5_000);

        var bytes = await ForwardAsync(services, route, () => store.FlushAsync(ct));

        Assert.Equal(Batches * Runs, await store.ReadRolloutAsync(Routes.Rollout, ct).CountAsync(ct));
        Assert.Equal(0, store.Dropped);
        Assert.InRange(bytes, 1, MaxBytesRecorded);
    }

    /// <summary>What a request allocates in the whole process whose backend answers on another thread.</summary>
    /// <param name="settle">Waits for what is done about requests after their answers.</param>
    private static async Task<long> ForwardAsync(ServiceProvider services, EndpointRoute route, Func<Task> settle)
    {
        var runtimes = services.GetRequiredService<ReleaseRuntimes>();
        foreach (var target in new[] { route.Current, route.Canary }.OfType<RouteTarget>())
        {
            runtimes.Set(Routes.Endpoint, new ReleaseRuntime { Target = target, Upstream = new FarUpstream(), Signature = ModelSignature.Unknown });
        }

        Assert.True(services.GetRequiredService<GatewayTables>().Swap(route.At(1), runtimes));
        var gateway = services.GetRequiredService<GatewayApplication>();
        var body = new MemoryStream(Encoding.UTF8.GetBytes("""{"a":1,"b":2}"""));

        var empty = await MeasureAsync(
            async () =>
            {
                await Task.Yield();
                Context(body);
            },
            settle);
        var full = await MeasureAsync(
            async () =>
            {
                var context = Context(body);
                await gateway.HandleAsync(context);
                Assert.Equal(200, context.Response.StatusCode);
            },
            settle);

        TestContext.Current.TestOutputHelper?.WriteLine($"{full - empty} bytes allocated per forwarded request, beside {empty} for its context");
        return full - empty;
    }

    /// <summary>Least of several batches, in bytes of the whole process: what else it does now and then is in some of them only.</summary>
    private static async Task<long> MeasureAsync(Func<Task> request, Func<Task> settle)
    {
        var least = long.MaxValue;
        for (var batch = 0; batch < Batches; batch++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Runs; i++)
            {
                await request();
            }

            await settle();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Runs);
        }

        return least;
    }

    private static ServiceProvider Services(IDecisionSink? sink = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(sink ?? new NoSink());
        services.AddSingleton<IHostedModels, HostedFake>();
        services.AddSingleton<IIdSource>(new SeededIds(1));
        services.AddSingleton(TimeProvider.System);
        services.Configure<GatewayOptions>(options => options.UnitKey = new byte[16]);
        return services.AddGateway().BuildServiceProvider();
    }

    private static DefaultHttpContext Context(MemoryStream body)
    {
        body.Position = 0;
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = $"/endpoints/{Routes.Endpoint}";
        context.Request.Headers[UnitSource.DefaultHeader] = "u-1";
        context.Request.ContentLength = body.Length;
        context.Request.Body = body;
        context.Response.Body = Stream.Null;
        return context;
    }

    private static long Measure(Action request)
    {
        const int Runs = 2_000;
        for (var i = 0; i < Runs; i++)
        {
            request();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++)
        {
            request();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
    }

    /// <summary>A backend whose answer comes on another thread.</summary>
    private sealed class FarUpstream : IUpstream
    {
        private static readonly byte[] Answer = """{"total":3}"""u8.ToArray();

        public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken ct)
        {
            await Task.Yield();
            var buffer = new PooledBuffer(Answer.Length);
            buffer.Append(Answer);
            return new UpstreamAnswer { Status = 200, ContentType = "application/json", Buffer = buffer };
        }
    }

    private sealed class NoSink : IDecisionSink
    {
        public void Record(DecisionRecord decision)
        {
        }

        public void Record(ShadowRecord shadow)
        {
        }
    }
}
