using Backstay.Gateway;
using Backstay.Server.Api;
using Backstay.Server.Security;

namespace Backstay.Server.Node;

/// <summary>The gateway on a listener of its own, apart from the control API.</summary>
internal static class GatewayListener
{
    public static WebApplication Build(ServeOptions options, Action<ILoggingBuilder> logging, Action<IServiceCollection> addParts)
    {
        // Each endpoint has a limit of its own for bodies.
        var builder = ListenerBuilder.Create(options.Gateway, maxBodyBytes: null, new RejectedRequests(saysError: true), logging);
        addParts(builder.Services);
        builder.Services.AddGateway();

        var app = builder.Build();
        app.UseMiddleware<HostCheck>(options.AllowedHosts);
        app.UseMiddleware<CrossSiteCheck>();
        app.MapGateway();
        return app;
    }
}
