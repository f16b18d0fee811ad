using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Core.World;

/// <summary>No new endpoint is called as a rollout is: <c>rollout status</c> takes either, and each must mean one thing.</summary>
internal static class RolloutNames
{
    /// <summary>Null where the endpoint is declared already, or no rollout has its name.</summary>
    public static Problem? Check(WorldState world, DeclareEndpoint command)
    {
        var endpoint = command.Config.Endpoint;
        return !world.Routing.Endpoints.ContainsKey(endpoint) && world.Rollouts.Rollouts.TryGetValue(endpoint.ToString(), out var rollout)
            ? Problem.Conflict(
                "name-is-a-rollout",
                $"'{endpoint}' is the id of a rollout of endpoint '{rollout.Endpoint}'; who named the one could mean the other.",
                "Choose another name for the endpoint.") with
            { Field = "endpoint" }
            : null;
    }
}
