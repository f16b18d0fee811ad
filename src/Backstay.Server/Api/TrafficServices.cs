using Backstay.Server.Apply;
using Backstay.Server.Decisions;
using Backstay.Server.Endpoints;
using Backstay.Server.Node;
using Backstay.Server.Releases;
using Backstay.Server.Rollouts;

namespace Backstay.Server.Api;

/// <summary>What the handlers of releases, endpoints, rollouts and decisions take.</summary>
internal static class TrafficServices
{
    public static IServiceCollection AddTraffic(this IServiceCollection services) => services
        .AddSingleton<FactReader>()
        .AddSingleton<ReleaseReader>()
        .AddSingleton<ReleaseChecker>()
        .AddSingleton<EndpointReader>()
        .AddSingleton<EndpointDeclarer>()
        .AddSingleton<RollbackPreparer>()
        .AddSingleton<ChangeFinder>()
        .AddSingleton<RolloutReader>()
        .AddSingleton<RolloutStarter>()
        .AddSingleton<ReleaseExplainer>()
        .AddSingleton<DecisionExplainer>()
        .AddSingleton<OutcomePoster>()
        .AddSingleton<ApplyPlanner>();
}
