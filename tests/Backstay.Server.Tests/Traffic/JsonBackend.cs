using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backstay.Server.Tests.Traffic;

/// <summary>A backend that speaks plain JSON: doubles <c>x</c>, and fails where <c>x</c> is negative.</summary>
internal sealed class JsonBackend : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _requests;

    private JsonBackend(WebApplication application) => _application = application;

    public Uri Url => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()); // set once started

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<JsonBackend> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var backend = new JsonBackend(application);
        application.MapPost("/", async (HttpContext http) =>
        {
            Interlocked.Increment(ref backend._requests);
            var body = await http.Request.ReadFromJsonAsync<Dictionary<string, double>>(http.RequestAborted) ?? [];
            return body.GetValueOrDefault("x") < 0 ? Results.StatusCode(500) : Results.Json(new { y = 2 * body.GetValueOrDefault("x") });
        });
        await application.StartAsync(ct);
        return backend;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
