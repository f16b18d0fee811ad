using System.Collections.Immutable;

namespace Backstay.Core.Registry;

/// <summary>
/// Answers "was this trained before?" and "is this content here already?". Computed from the state, so that it reads
/// the same at registration and at any later time.
/// </summary>
public static class RegistrationReports
{
    /// <summary>Null where the version is not registered.</summary>
    public static RegistrationReport? For(RegistryState registry, VersionId id)
    {
        if (!registry.TryFind(id, out var version))
        {
            return null;
        }

        return new RegistrationReport(
            id,
            version.Position,
            version.Reproducibility,
            Earlier(registry, version, registry.WithContent(version.Content)
                .Where(other => other.Asset.Kind == id.Asset.Kind)),
            Earlier(registry, version, registry.TrainedAs(version)));
    }

    private static ImmutableArray<VersionId> Earlier(RegistryState registry, RegisteredVersion version, IEnumerable<VersionId> others) =>
        [.. others.Where(other => registry[other].Position < version.Position)];
}
