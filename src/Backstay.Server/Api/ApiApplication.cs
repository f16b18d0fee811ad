using Backstay.Client;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>The control API: its services, its pipeline, and its table of contents.</summary>
internal static class ApiApplication
{
    public const string Prefix = "/api/v1";
    public const string WorkspacePrefix = Prefix + "/workspaces/default";

    /// <summary>Longest JSON body of the control API; objects have a limit of their own.</summary>
    public const long MaxBodyBytes = 8 * 1024 * 1024;

    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddSingleton<CommandGate>();
        services.AddSingleton<CallerAuthenticator>();
    }

    public static void UseApi(this WebApplication app, IReadOnlyList<string> allowedHosts)
    {
        app.UseMiddleware<ErrorBoundary>();
        app.UseMiddleware<HostCheck>(allowedHosts);
        app.UseRouting();
        app.UseMiddleware<CallerCheck>();
        app.UseStatusCodePages();

        // The same routes with and without the workspace in the path.
        foreach (var prefix in new[] { Prefix, WorkspacePrefix })
        {
            var api = app.MapGroup(prefix);
            if (prefix == WorkspacePrefix)
            {
                api.ExcludeFromDescription();
            }

            MapAll(api);
        }
    }

    private static void MapAll(RouteGroupBuilder api)
    {
        _ = api;
    }
}
