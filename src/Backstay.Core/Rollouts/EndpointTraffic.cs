using System.Collections.Immutable;
using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>What stands behind an endpoint now.</summary>
/// <param name="Current">The release that has the traffic which no rollout moves; null before the first.</param>
/// <param name="Standbys">The earlier releases, latest first, at most <see cref="MaxStandbys"/>.</param>
/// <param name="Active">The rollout that runs or is paused.</param>
/// <param name="Rollouts">How many rollouts this endpoint has had; names the next one.</param>
public sealed record EndpointTraffic(
    Name? Current,
    ImmutableArray<Name> Standbys,
    ActiveRollout? Active,
    int Rollouts)
{
    public const int MaxStandbys = 3;

    public static EndpointTraffic None { get; } = new(null, [], null, 0);

    /// <summary>Every release that could get traffic without another command than a rollback: the current one, the one of the rollout, the standbys.</summary>
    public IEnumerable<Name> Reachable => new[] { Current, Active?.To }.OfType<Name>().Concat(Standbys);

    /// <summary>This endpoint after <paramref name="release"/> became current: the one before joins the standbys.</summary>
    public EndpointTraffic Promote(Name release) => this with
    {
        Current = release,
        Standbys = Current is { } before && before != release
            ? [before, .. Standbys.Where(s => s != before && s != release).Take(MaxStandbys - 1)]
            : [.. Standbys.Where(s => s != release)],
        Active = null,
    };

    /// <summary>
    /// This endpoint after going back to <paramref name="release"/>. The release that was left is no standby, not even
    /// where it was one before: it was just found wanting.
    /// </summary>
    public EndpointTraffic GoBack(Name left, Name release) => this with
    {
        Current = release,
        Standbys = [.. Standbys.Where(s => s != release && s != left)],
        Active = null,
    };
}
