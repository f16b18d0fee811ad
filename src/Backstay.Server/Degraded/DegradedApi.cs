using Backstay.Client.Status;
using Backstay.Core.Primitives;
using Backstay.Server.Api;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Degraded;

/// <summary>The control API without a ledger: it lives, it is not ready, it has metrics, and it says why it can do nothing else.</summary>
internal static class DegradedApi
{
    /// <param name="problem">The answer to everything else.</param>
    public static WebApplication Build(ServeOptions options, Action<ILoggingBuilder> logging, Func<Problem> problem, Action<IServiceCollection> addParts)
    {
        var builder = ApiListener.CreateBuilder(options, logging);
        addParts(builder.Services);
        var app = builder.Build();
        app.UseMiddleware<ErrorBoundary>();
        app.UseMiddleware<HostCheck>(options.AllowedHosts);
        app.UseMiddleware<CrossSiteCheck>();
        app.UseRouting();
        app.UseMiddleware<CallerCheck>();
        foreach (var prefix in new[] { "", ApiApplication.Prefix, ApiApplication.WorkspacePrefix })
        {
            app.MapGet(prefix + "/health/live", () => TypedResults.Ok(new HealthAnswer("live"))).NeedsNothing();
        }

        app.MapMetrics();
        app.MapFallback("{**path}", () => problem().ToResult()).NeedsNothing();
        return app;
    }
}
