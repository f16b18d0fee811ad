using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Backstay.Examples.Flights.Story.Control;

/// <summary>The on-call engineer's pager: the webhook that the endpoint's alerts go to.</summary>
internal sealed class Pager : IAsyncDisposable
{
    private const string Path = "/page";

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<Page> _pages = [];

    private Pager(WebApplication app) => _app = app;

    public Uri Url => new(new Uri(_app.Urls.Single()), Path);

    public static async Task<Pager> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var pager = new Pager(app);
        app.MapPost(Path, pager.TakeAsync);
        await app.StartAsync(ct);
        return pager;
    }

    /// <summary>The page about an incident; null where none has come.</summary>
    public Page? About(string incident)
    {
        lock (_gate)
        {
            return _pages.Find(page => page.Incident == incident);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var alert = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        var page = new Page(Text("severity"), Text("message"), Text("incident"), Text("owner"));
        lock (_gate)
        {
            _pages.Add(page);
        }

        return Results.NoContent();

        string Text(string member) => alert.RootElement.TryGetProperty(member, out var value) ? value.ToString() : string.Empty;
    }
}

/// <summary>One alert as the pager got it.</summary>
internal sealed record Page(string Severity, string Message, string Incident, string Owner);
