using System.Diagnostics;
using Backstay.Server.Api;

namespace Backstay.Server.Node;

/// <summary>How both listeners listen, whatever they answer.</summary>
internal static class ListenerBuilder
{
    /// <param name="maxBodyBytes">Longest body; null where each path has a limit of its own.</param>
    public static WebApplicationBuilder Create(Uri address, long? maxBodyBytes, RejectedRequests rejected, Action<ILoggingBuilder> logging)
    {
        // Empty: nothing from the environment may move the listener, and the usual sources of settings watch all that changes
        // below the working folder, where the data folder may be, with each of its writes.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        logging(builder.Logging);

        // It would begin a scope and an activity for every request, which nothing of ours reads; what fails is logged by us.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maxBodyBytes;
            kestrel.Limits.MaxRequestLineSize = Rejections.MaxRequestLineBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = Rejections.MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = Rejections.MaxHeaders;
        });
        builder.WebHost.UseUrls(address.ToString());
        builder.Services.AddSingleton<DiagnosticSource>(rejected);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ServeOptions.ShutdownTimeout);
        return builder;
    }
}
