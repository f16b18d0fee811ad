using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Backstay.Client.Live;
using Backstay.Core.Governance;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Live;

/// <summary>The live page, its stream of snapshots and its files. Read only.</summary>
internal static class LiveEndpoints
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void MapLive(this WebApplication app)
    {
        var live = app.MapGroup(string.Empty).ExcludeFromDescription();
        live.MapGet("/", () => TypedResults.Redirect("/live")).Needs(TokenScope.Observer);
        live.MapGet("/live", Page).Needs(TokenScope.Observer);
        live.MapGet("/live/events", (LiveView view, LiveHistory history, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken ct) =>
            TypedResults.ServerSentEvents(SnapshotsAsync(view, history, time, lifetime.ApplicationStopping, ct))).Needs(TokenScope.Observer);
        live.MapGet("/live/{file}", (string file) => LiveAssets.Find(file)).Needs(TokenScope.Observer);
    }

    private static RazorComponentResult<LivePage> Page(HttpContext http, LiveView view)
    {
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store"; // what stood a while ago is no present state, also after "back"
        return new RazorComponentResult<LivePage>(new Dictionary<string, object?> { [nameof(LivePage.Snapshot)] = view.Read() });
    }

    /// <summary>The latest minutes as events of their own kind, the present at once and then every half second, until the browser or the server goes.</summary>
    private static async IAsyncEnumerable<SseItem<LiveSnapshot>> SnapshotsAsync(
        LiveView view, LiveHistory history, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var past in history.Snapshots)
        {
            yield return new SseItem<LiveSnapshot>(past, eventType: "past");
        }

        using var timer = new PeriodicTimer(Period, time);
        using var stopped = stopping.Register(timer.Dispose); // whoever waits for its tick hears that there is none
        do
        {
            yield return new SseItem<LiveSnapshot>(view.Read());
        }
        while (await timer.WaitForNextTickAsync(ct));
    }
}
