using System.Collections.Immutable;

namespace Backstay.Core.Registry;

/// <summary>
/// Versions that are decided and not committed yet, at most a batch of them, on top of a <see cref="VersionLog"/>: plain
/// immutable maps, so that any of them can be dropped again. Alone it is a whole registry, the one that tests compare with.
/// </summary>
internal sealed record PendingVersions
{
    private PendingVersions()
    {
    }

    public static PendingVersions None { get; } = new();

    /// <summary>In the order of their registration, with the payload as the ledger has it; empty where nobody has encoded it.</summary>
    public ImmutableList<(RegisteredVersion Version, ReadOnlyMemory<byte> Payload)> InOrder { get; private init; } = [];

    public ImmutableDictionary<VersionId, (RegisteredVersion Version, int Number)> ById { get; private init; } =
        ImmutableDictionary<VersionId, (RegisteredVersion, int)>.Empty;

    public PendingVersions Add(RegisteredVersion version, int number, ReadOnlyMemory<byte> payload) => new()
    {
        InOrder = InOrder.Add((version, payload)),
        ById = ById.Add(version.Id, (version, number)),
    };
}
