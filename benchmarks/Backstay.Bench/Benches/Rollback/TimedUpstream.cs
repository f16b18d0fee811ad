using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Backstay.Bench.Benches.Rollback;

/// <summary>A backend that remembers when it was last asked, and that can begin to fail every second request.</summary>
internal sealed class TimedUpstream : IAsyncDisposable
{
    private static readonly byte[] Answer = """{"y":1}"""u8.ToArray();

    private readonly WebApplication _app;
    private long _received;
    private long _lastTicks;
    private volatile bool _fails;

    private TimedUpstream(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public long Received => Interlocked.Read(ref _received);

    /// <summary>When the latest request arrived, by the wall clock.</summary>
    public DateTimeOffset LastArrival => new(Interlocked.Read(ref _lastTicks), TimeSpan.Zero);

    public bool Fails
    {
        set => _fails = value;
    }

    public static async Task<TimedUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var upstream = new TimedUpstream(app);
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
        Interlocked.Exchange(ref _lastTicks, TimeProvider.System.GetUtcNow().UtcTicks);
        var count = Interlocked.Increment(ref _received);
        if (_fails && count % 2 == 0)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Answer);
    }
}
