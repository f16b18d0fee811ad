using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Backstay.TestKit.Upstreams;

/// <summary>A real server on loopback that behaves as it is told, and remembers what it was asked.</summary>
public sealed class LoopbackUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _received;
    private int _cancelled;
    private volatile Func<HttpContext, Task> _behaviour;

    private LoopbackUpstream(WebApplication app, Func<HttpContext, Task> behaviour)
    {
        _app = app;
        _behaviour = behaviour;
    }

    /// <summary>Its address, with the port that the system chose.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Requests that came in.</summary>
    public int Received => Volatile.Read(ref _received);

    /// <summary>Requests whose client went away before the answer was out.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Bodies in the order of arrival.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>Headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders { get; private set; } = new Dictionary<string, string>();

    public Func<HttpContext, Task> Behaviour
    {
        set => _behaviour = value;
    }

    public static async Task<LoopbackUpstream> StartAsync(Func<HttpContext, Task> behaviour)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        var upstream = new LoopbackUpstream(app, behaviour);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        upstream.Url = new Uri(app.Urls.First());
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _received);
        LastHeaders = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        using var reader = new StreamReader(context.Request.Body);
        Bodies.Enqueue(await reader.ReadToEndAsync());
        try
        {
            await _behaviour(context);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
        }
    }
}
