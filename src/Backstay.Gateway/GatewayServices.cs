using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Shadows;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Backstay.Gateway;

/// <summary>Puts the gateway into a host.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Needs an <see cref="IDecisionSink"/>, an <see cref="IIdSource"/>, a <see cref="TimeProvider"/> and
    /// <see cref="GatewayOptions.UnitKey"/>; takes an <see cref="IHostedModels"/>, an <see cref="IEscapeNotes"/> and an
    /// <see cref="ICallerGate"/> where the host has them.
    /// </summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<CounterRegistry>();
        services.TryAddSingleton<ICallerGate, OpenGate>();
        services.TryAddSingleton<IEscapeNotes, MemoryEscapeNotes>();
        services.TryAddSingleton<ReleaseRuntimes>();
        services.TryAddSingleton(static s => new ReleaseRuntimeFactory(s.GetRequiredService<IOptions<GatewayOptions>>(), s.GetService<IHostedModels>()));
        services.TryAddSingleton(static s => new GatewayTables(s.GetRequiredService<IEscapeNotes>(), s.GetRequiredService<CounterRegistry>()));
        services.TryAddSingleton(static s => new GatewayMetrics(
            s.GetRequiredService<CounterRegistry>(), s.GetRequiredService<GatewayTables>(), s.GetRequiredService<HeartbeatThread>()));
        return services.AddRequests();
    }

    /// <summary>Makes everything that reaches this branch the gateway's.</summary>
    public static void MapGateway(this IApplicationBuilder app) =>
        app.Run(app.ApplicationServices.GetRequiredService<GatewayApplication>().HandleAsync);

    private static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.TryAddSingleton<HeartbeatThread>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HeartbeatThread>(static s => s.GetRequiredService<HeartbeatThread>()));
        services.TryAddSingleton<ShadowQueue>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ShadowQueue>(static s => s.GetRequiredService<ShadowQueue>()));
        services.TryAddSingleton<AttemptRunner>();
        services.TryAddSingleton(static s => new UnitKey(s.GetRequiredService<IOptions<GatewayOptions>>().Value.UnitKey));
        services.TryAddSingleton(static s => new Recorder(
            s.GetRequiredService<IDecisionSink>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<HeartbeatThread>(),
            s.GetRequiredService<IOptions<GatewayOptions>>().Value.Workspace));
        services.TryAddSingleton<RequestHandler>();
        services.TryAddSingleton(static s => new GatewayApplication(
            s.GetRequiredService<GatewayTables>(),
            s.GetRequiredService<RequestHandler>(),
            s.GetRequiredService<ICallerGate>(),
            s.GetRequiredService<ILogger<GatewayApplication>>()));
        return services;
    }
}
