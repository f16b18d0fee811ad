using System.Collections.Immutable;

namespace Backstay.Core.Routing;

/// <summary>
/// How one endpoint picks a release. Immutable: swapped whole. The canary owns the buckets [0, CanaryWeight),
/// the current release the rest; the weights sum to <see cref="BasisPoints"/> by construction.
/// </summary>
public sealed record EndpointRoute
{
    /// <summary>All of an endpoint's traffic.</summary>
    public const int BasisPoints = 10_000;

    public required EndpointConfig Config { get; init; }

    /// <summary>The control; null before the first release, when the safe default answers.</summary>
    public required RouteTarget? Current { get; init; }

    public RouteTarget? Canary { get; init; }

    /// <summary>Basis points of users' traffic that go to <see cref="Canary"/>, 0 to 10,000.</summary>
    public int CanaryWeight { get; init; }

    /// <summary>Gets a copy of each request and can neither change nor delay an answer.</summary>
    public RouteTarget? Shadow { get; init; }

    /// <summary>Earlier releases, latest first: what a failed attempt of the only arm falls back to.</summary>
    public ImmutableArray<RouteTarget> Standbys { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The running rollout; null when there is none.</summary>
    public string? Rollout { get; init; }

    /// <summary>Index of the rollout's step.</summary>
    public int Step { get; init; }

    /// <summary>Paths of the answer's fields that the rollout's guards score; kept in the decision record.</summary>
    public ImmutableArray<string> KeepFields { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Seed of the assignment hash: <c>endpoint:rolloutId</c>.</summary>
    public string Seed => $"{Config.Endpoint}:{Rollout}";

    /// <summary>Whether this is an escape that was taken ahead of the ledger.</summary>
    public bool Escaped { get; init; }

    /// <summary>The same endpoint without the canary, compiled beforehand; null when there is no rollout.</summary>
    public EndpointRoute? Escape { get; init; }
}
