using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Routing;

/// <summary>An endpoint in the state: its latest declaration.</summary>
/// <param name="BackendsSince">The position from which on each backend has been declared to answer as it does now.</param>
public sealed record Endpoint(
    EndpointConfig Config, long Position, DateTimeOffset Time, string? DeclaredBy, ImmutableSortedDictionary<Name, long> BackendsSince)
{
    /// <summary>The endpoint after a declaration; a backend that it leaves as it was is no newer for it.</summary>
    public static Endpoint Declare(Endpoint? before, EntryHead head, EndpointConfig config) => new(
        config, head.Seq, head.Time, head.Actor.Id,
        config.Backends.ToImmutableSortedDictionary(
            backend => backend.Name,
            backend => before is not null && BackendDigests.Of(before.Config, backend.Name) == BackendDigests.Of(config.Endpoint, backend)
                ? before.BackendsSince[backend.Name]
                : head.Seq));

    /// <summary>What evidence of everything since a position is bound to; null where more than one backend answered.</summary>
    public Digest? BackendSince(Name backend, long position) =>
        BackendsSince.TryGetValue(backend, out var since) && since <= position ? BackendDigests.Of(Config, backend) : null;
}
