using Backstay.Server.Node;

namespace Backstay.Server.Api;

/// <summary>How the control API listens, with its ledger or without.</summary>
internal static class ApiListener
{
    public static WebApplicationBuilder CreateBuilder(ServeOptions options, Action<ILoggingBuilder> logging) =>
        ListenerBuilder.Create(options.Api, ApiApplication.MaxBodyBytes, new RejectedRequests(saysError: false), logging);
}
