using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Tests.Harness;
using Backstay.Gateway.Upstreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Gateway.Tests.Requests;

public sealed class AllocationTests
{
    /// <summary>Loose on purpose: it is to catch a closure or a copy of every body, not to count bytes.</summary>
    private const int MaxBytesPerRequest = 12 * 1024;

    private const string Processor = """
        {"inputs":[{"tensor":"x","datatype":"FP32","fields":[{"field":"a"},{"field":"b"}]}],"outputs":[{"field":"total","tensor":"sum","index":0}]}
        """;

    [Fact]
    public async Task A_request_in_steady_state_stays_within_its_allocations()
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

        TestContext.Current.SendDiagnosticMessage("{0} bytes allocated per request, beside {1} for its context", full - empty, empty);
        TestContext.Current.TestOutputHelper?.WriteLine($"{full - empty} bytes allocated per request, beside {empty} for its context");
        Assert.InRange(full - empty, 1, MaxBytesPerRequest);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IDecisionSink, NoSink>();
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
