using Backstay.Gateway;
using Backstay.Server.Security;

namespace Backstay.Server.Node;

/// <summary>The gateway on a listener of its own, apart from the control API.</summary>
internal static class GatewayListener
{
    public static WebApplication Build(ServeOptions options, Action<ILoggingBuilder> logging, Action<IServiceCollection> addParts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear(); // nothing from the environment may move the listener
        builder.Configuration.AddInMemoryCollection();
        logging(builder.Logging.ClearProviders());

        // As for the control API: a scope and an activity for every request, which nothing of ours reads or sends on.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // each endpoint has its own limit
        });
        builder.WebHost.UseUrls(options.Gateway.ToString());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ServeOptions.ShutdownTimeout);
        addParts(builder.Services);
        builder.Services.AddGateway();

        var app = builder.Build();
        app.UseMiddleware<HostCheck>(options.AllowedHosts);
        app.UseMiddleware<CrossSiteCheck>();
        app.MapGateway();
        return app;
    }
}
