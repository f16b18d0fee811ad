using System.Net;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Backstay.Gateway.Tests.Harness;

/// <summary>A gateway on a real listener of its own.</summary>
internal sealed class GatewayHarness : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHarness(WebApplication app, RecordingSink sink)
    {
        _app = app;
        Sink = sink;
        Client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public RecordingSink Sink { get; }

    public HttpClient Client { get; }

    public GatewayTables Tables => _app.Services.GetRequiredService<GatewayTables>();

    public ReleaseRuntimes Runtimes => _app.Services.GetRequiredService<ReleaseRuntimes>();

    public ReleaseRuntimeFactory Factory => _app.Services.GetRequiredService<ReleaseRuntimeFactory>();

    public GatewayMetrics Metrics => _app.Services.GetRequiredService<GatewayMetrics>();

    public Uri Url => Client.BaseAddress ?? throw new InvalidOperationException("The harness sets it.");

    public static async Task<GatewayHarness> StartAsync(Action<IServiceCollection>? more = null, Action<GatewayOptions>? options = null)
    {
        var sink = new RecordingSink();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        more?.Invoke(builder.Services);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IDecisionSink>(sink);
        builder.Services.AddSingleton<IIdSource>(new SeededIds(7));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<GatewayOptions>(gateway =>
        {
            gateway.UnitKey = Encoding.UTF8.GetBytes("0123456789abcdef");
            options?.Invoke(gateway);
        });
        builder.Services.AddGateway();
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new GatewayHarness(app, sink);
    }

    /// <summary>Makes a runtime for every target of the route, and publishes it.</summary>
    public void Publish(EndpointRoute route, long position = 1, string? processor = null)
    {
        RouteTarget?[] all = [route.Current, route.Canary, route.Shadow, .. route.Standbys];
        foreach (var target in all.OfType<RouteTarget>())
        {
            ReadOnlyMemory<byte>? content = target.Processor is null || processor is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(processor);
            Runtimes.Set(Routes.Endpoint, Factory.Create(route.Config.Endpoint, target, content, ModelSignature.Unknown).Value);
        }

        Assert.True(Tables.Swap(route.At(position), Runtimes));
    }

    public async Task<Answer> PostAsync(string body = "{}", string? unit = null, string? path = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path ?? $"/endpoints/{Routes.Endpoint}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (unit is not null)
        {
            request.Headers.TryAddWithoutValidation(UnitSource.DefaultHeader, unit);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>The record of an answer. That of a streamed one follows its last byte, so this may wait for it.</summary>
    public DecisionRecord RecordOf(Answer answer)
    {
        DecisionRecord? record;
        while (!Sink.Decisions.TryGetValue(answer.Decision, out record))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Thread.Yield();
        }

        return record;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
