using System.Collections.Immutable;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Routing;

namespace Backstay.Core.World.Queries;

/// <summary>
/// Answers "where is this version?" (<c>backstay where VERSION</c>). Reads the compiled routes, so that it says what is
/// served and not what was meant.
/// </summary>
public static class VersionUses
{
    /// <param name="includeDescendants">
    /// Whether what was made from the version counts too: "this data was bad; which endpoints does it touch?"
    /// </param>
    public static Result<VersionUse> Of(WorldState world, VersionId version, bool includeDescendants)
    {
        if (!world.Registry.Contains(version))
        {
            return Problem.NotFound("version", version.ToString(), "See them all: backstay version list.");
        }

        var touched = new HashSet<VersionId> { version };
        var isTruncated = false;
        if (includeDescendants)
        {
            var below = LineageWalk.Run(
                world.Lineage, version, LineageDirection.Down, LineageWalk.MaxDepth, LineageWalk.MaxSteps, only: null).Value;
            touched.UnionWith(below.Steps.Where(step => step.Edge.Relation.IsOrigin()).Select(step => step.Edge.From));
            isTruncated = below.Truncated;
        }

        var releases = ReleasesOf(world, touched);
        return new VersionUse(version, releases, EndpointsOf(world, releases), isTruncated);
    }

    private static ImmutableArray<ReleaseUse> ReleasesOf(WorldState world, HashSet<VersionId> versions) =>
    [
        .. from release in world.Releases.Releases.Values
           orderby release.Position
           from part in release.Fact.Parts.All()
           where versions.Contains(part.Version)
           select new ReleaseUse(release.Fact.Release, part.Version, part.Role, release.Position),
    ];

    private static ImmutableArray<EndpointUse> EndpointsOf(WorldState world, ImmutableArray<ReleaseUse> releases)
    {
        var uses = releases.ToLookup(use => use.Release);
        return
        [
            .. from route in TableCompiler.Compile(world).Endpoints.Values
               from served in Served(world, route)
               from use in uses[served.Release]
               orderby route.Config.Endpoint, served.Role, served.Release
               select new EndpointUse(
                   route.Config.Endpoint, route.Config.Stage, served.Role, served.Share, use.Release, use.Bound, use.Part),
        ];
    }

    private static IEnumerable<(Name Release, TrafficRole Role, int Share)> Served(WorldState world, EndpointRoute route)
    {
        var canaryShare = route.Canary is null ? 0 : route.CanaryWeight;
        if (route.Current is { } current)
        {
            yield return (current.Release, TrafficRole.Current, EndpointRoute.BasisPoints - canaryShare);
        }

        if (route.Canary is { } canary)
        {
            yield return (canary.Release, TrafficRole.Canary, canaryShare);
        }

        if (route.Shadow is { } shadow)
        {
            yield return (shadow.Release, TrafficRole.Shadow, 0);
        }

        // Also those that may not serve now: they are behind the endpoint all the same.
        foreach (var standby in TableCompiler.StandbysOf(route.Config, world.Rollouts.TrafficOf(route.Config.Endpoint), world.Releases))
        {
            yield return (standby.Release, TrafficRole.Standby, 0);
        }
    }
}
