using Backstay.Client;
using Backstay.Server.Api.Description;
using Backstay.Server.Audit;
using Backstay.Server.Backups;
using Backstay.Server.Live;
using Backstay.Server.Metrics;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.Server.Versions;

namespace Backstay.Server.Api;

/// <summary>The control API: its services, its pipeline, and its table of contents.</summary>
internal static class ApiApplication
{
    public const string Prefix = "/api/v1";
    public const string Workspaces = Prefix + "/workspaces";

    /// <summary>The workspace there is; the others come with an issue of their own.</summary>
    public const string Workspace = "default";

    public const string WorkspacePrefix = Workspaces + "/" + Workspace;

    /// <summary>Longest JSON body of the control API; objects have a limit of their own.</summary>
    public const long MaxBodyBytes = 8 * 1024 * 1024;

    /// <param name="addParts">Adds the node's parts, which the handlers take.</param>
    public static WebApplication Build(ServeOptions options, Action<ILoggingBuilder> logging, Action<IServiceCollection> addParts)
    {
        var builder = ApiListener.CreateBuilder(options, logging);
        addParts(builder.Services);
        AddApi(builder.Services);

        var app = builder.Build();
        UseApi(app, options.AllowedHosts);
        return app;
    }

    private static void AddApi(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = BareStatus.Name);
        services.AddRazorComponents();
        services.AddSingleton<LiveView>();
        services.AddSingleton<LiveHistory>();
        services.AddApiDescription();
        services.AddSingleton<CommandGate>();
        AddMetrics(services);
        services.AddTraffic();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<LedgerPages>();
        services.AddSingleton<LedgerCheck>();
        services.AddSingleton(parts => StateDigests.Of(parts.GetRequiredService<LedgerSession>()));
        services.AddSingleton<BackupMaker>();
        services.AddSingleton<HostControl>();
        services.AddVersions();
    }

    private static void AddMetrics(IServiceCollection services)
    {
        services.AddSingleton<IMetricSource, LedgerMetrics>();
        services.AddSingleton<IMetricSource, TokenMetrics>();
        services.AddSingleton<IMetricSource>(parts => parts.GetRequiredService<CommandGate>().Metrics);
        services.AddSingleton<IMetricSource, RoutingMetrics>();
        services.AddSingleton<IMetricSource, ProcessMetrics>();
    }

    private static void UseApi(WebApplication app, IReadOnlyList<string> allowedHosts)
    {
        app.UseMiddleware<ErrorBoundary>();
        app.UseMiddleware<HostCheck>(allowedHosts);
        app.UseMiddleware<CrossSiteCheck>();
        app.UseRouting();
        app.UseMiddleware<CallerCheck>();
        app.UseMiddleware<QueryCheck>();
        app.UseStatusCodePages(context => BareStatus.WriteAsync(context.HttpContext));
        MapAll(app.MapGroup(Prefix));
        app.MapHealth(); // where orchestrators look
        app.MapInference();
        app.MapLive();
        app.MapSignIn();
        app.MapMetrics();
        app.MapOpenApi("/openapi/{documentName}.json").NeedsNothing();

        // The same routes with the workspace in the path.
        MapAll(app.MapGroup(WorkspacePrefix).ExcludeFromDescription());
    }

    /// <summary>The table of contents: one line a capability.</summary>
    private static void MapAll(RouteGroupBuilder api)
    {
        QueryNames.StateFor(api);
        api.MapLedger();
        api.MapBackups();
        api.MapTokens();
        api.MapHealth();
        api.MapStatus();
        api.MapHost();
        api.MapObjects();
        api.MapVersions();
        api.MapLineage();
        api.MapScorecards();
        api.MapEnvironments();
        api.MapReleases();
        api.MapDeclaredEndpoints();
        api.MapRollouts();
        api.MapDecisions();
        api.MapIncidents();
        api.MapPlans();
    }
}
