using Backstay.Server.Node;

namespace Backstay.Server.Api;

/// <summary>How the control API listens, with its ledger or without.</summary>
internal static class ApiListener
{
    public static WebApplicationBuilder CreateBuilder(ServeOptions options, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear(); // nothing from the environment may move the listener
        builder.Configuration.AddInMemoryCollection();
        logging(builder.Logging.ClearProviders());

        // It would begin a scope and an activity for every request, which nothing of ours reads; ErrorBoundary logs what fails.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ApiApplication.MaxBodyBytes;
        });
        builder.WebHost.UseUrls(options.Api.ToString());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ServeOptions.ShutdownTimeout);
        return builder;
    }
}
