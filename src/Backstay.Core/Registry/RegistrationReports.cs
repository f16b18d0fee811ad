using System.Collections.Immutable;

namespace Backstay.Core.Registry;

/// <summary>
/// Answers "was this trained before?" and "is this content here already?". Computed from the state, so that it reads
/// the same at registration and at any later time.
/// </summary>
public static class RegistrationReports
{
    /// <summary>Null where the version is not registered.</summary>
    public static RegistrationReport? For(RegistryState registry, VersionId id) =>
        registry.TryFind(id, out var version) ? Of(registry, version) : null;

    /// <param name="version">One that was found in <paramref name="registry"/>; what was read of it already is not read again.</param>
    public static RegistrationReport Of(RegistryState registry, RegisteredVersion version) => new(
        version.Id,
        version.Position,
        version.Reproducibility,
        Earlier(registry, version, registry.WithContent(version.Content)
            .Where(other => other.Asset.Kind == version.Id.Asset.Kind)),
        Earlier(registry, version, registry.TrainedAs(version)));

    private static EarlierVersions Earlier(RegistryState registry, RegisteredVersion version, IEnumerable<VersionId> others)
    {
        var first = ImmutableArray.CreateBuilder<VersionId>();
        var count = 0;

        // In the order of their registration, so that what follows the version itself is later.
        foreach (var other in others.TakeWhile(other => other != version.Id))
        {
            count++;
            if (first.Count < EarlierVersions.MaxNamed)
            {
                first.Add(other);
            }
        }

        return new EarlierVersions(first.DrainToImmutable(), count);
    }
}
