using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Core.World;

/// <summary>
/// While a rollout is active its units stay what they are: with another source everybody would change arm unseen, and
/// count twice in the evidence.
/// </summary>
internal static class RunningUnit
{
    /// <summary>Null where the declaration leaves the units alone, or no rollout is active.</summary>
    public static Problem? Check(WorldState world, DeclareEndpoint command)
    {
        var endpoint = command.Config.Endpoint;
        return world.Rollouts.TrafficOf(endpoint).Active is { } active
            && world.Routing.Endpoints.TryGetValue(endpoint, out var declared)
            && Effective(declared.Config.Unit) != Effective(command.Config.Unit)
                ? Problem.Conflict(
                    "unit-in-use",
                    $"'unit' of {endpoint} can't change while rollout {active.Rollout} is active: everybody would change arm, and count twice in its evidence.",
                    $"Wait until it ends, or end it: backstay rollout abort {active.Rollout} --why TEXT.") with
                { Field = "unit" }
                : null;
    }

    /// <summary>The usual header needs no mention.</summary>
    private static UnitSource Effective(UnitSource? unit) => new(unit?.Header ?? UnitSource.DefaultHeader, unit?.BodyField);
}
