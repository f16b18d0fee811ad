using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.World;

namespace Backstay.Server.Versions;

/// <summary>
/// Pages through versions by kind, name and number. A page begins after a version, not at a number of rows: whatever
/// is registered in between, none is shown twice and none that was there is left out.
/// </summary>
internal static class VersionListing
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1_000;

    public static Result<VersionPage> Page(WorldState world, VersionFilter filter)
    {
        var limit = filter.Limit ?? DefaultLimit;
        if (limit is < 1 or > MaxLimit)
        {
            return Problem.Invalid("limit", $"A limit is between 1 and {MaxLimit}.");
        }

        var found = Walk(world.Registry, filter).Take(limit + 1).ToList();
        var page = found.Take(limit).Select(Summarise).ToList();
        return new VersionPage([.. page], found.Count > limit ? page[^1].Version : null, world.Position);
    }

    private static IEnumerable<RegisteredVersion> Walk(RegistryState registry, VersionFilter filter) =>
        from asset in registry.Assets
        where (filter.Kind is null || asset.Kind == filter.Kind)
            && (filter.Name is null || asset.Name == filter.Name)
            && (filter.After is null || asset.CompareTo(filter.After.Value.Asset) >= 0)
        from id in registry.VersionsOf(asset).Order()
        where filter.After is null || id.CompareTo(filter.After.Value) > 0
        select registry[id];

    private static VersionSummary Summarise(RegisteredVersion version) => new(
        version.Id,
        version.Fact.Content,
        version.Fact.FileCount,
        version.Fact.Size,
        version.Fact.Owner,
        version.Fact.Supersedes,
        version.Position,
        version.Time,
        version.RegisteredBy);
}
