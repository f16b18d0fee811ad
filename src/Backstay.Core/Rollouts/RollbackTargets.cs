using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts;

/// <summary>A release to which an endpoint could go back, or why it can't.</summary>
/// <param name="WhyNot">Empty for a valid target.</param>
public sealed record RollbackTarget(Name Release, RollbackTargetState State, ImmutableArray<Objection> WhyNot)
{
    public bool IsValid => WhyNot.IsEmpty;
}

/// <summary>How a release stands to an endpoint.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RollbackTargetState>))]
public enum RollbackTargetState
{
    /// <summary>Serves now. A target only while a rollout moves traffic away from it.</summary>
    Current,

    /// <summary>One of the latest earlier releases.</summary>
    Standby,

    /// <summary>Served once, and is kept as a standby no longer.</summary>
    Older,

    /// <summary>Never had all of this endpoint's traffic.</summary>
    Never,
}

/// <summary>Where an endpoint can go back to. One list for people, for the command and for the judge's rollback.</summary>
public static class RollbackTargets
{
    /// <summary>The current release, the standbys (latest first) and older ones, each with its verdict.</summary>
    public static ImmutableArray<RollbackTarget> List(RolloutsState rollouts, ReleaseGate gate, Name endpoint)
    {
        var traffic = rollouts.TrafficOf(endpoint);
        IEnumerable<Name> known = [.. traffic.Current is { } current ? [current] : Array.Empty<Name>(), .. traffic.Standbys];
        var older = rollouts.Rollouts.Values
            .Where(record => record.Endpoint == endpoint)
            .OrderByDescending(record => record.StartedAt)
            .SelectMany(record => record.Status == RolloutStatus.Completed ? [record.To, record.From] : new[] { record.From })
            .Where(release => traffic.Active?.To != release);
        return [.. known.Concat(older).Distinct().Select(release => Judge(rollouts, gate, endpoint, release))];
    }

    /// <summary>What is to be said of one release as a target.</summary>
    public static RollbackTarget Judge(RolloutsState rollouts, ReleaseGate gate, Name endpoint, Name release)
    {
        var traffic = rollouts.TrafficOf(endpoint);
        var objections = gate.Check(endpoint, release);
        if (release == traffic.Current)
        {
            return new(release, RollbackTargetState.Current, traffic.Active is null
                ? [.. objections, new("is-current", $"{release} serves now")]
                : [.. objections.Where(MaySendAway)]);
        }

        if (release == traffic.Active?.To)
        {
            return new(release, traffic.Standbys.Contains(release) ? RollbackTargetState.Standby : RollbackTargetState.Never, [.. objections, new("is-left", $"{release} is what the rollout moves traffic to")]);
        }

        if (traffic.Standbys.Contains(release))
        {
            return new(release, RollbackTargetState.Standby, objections);
        }

        var served = rollouts.Rollouts.Values.Any(record => record.Endpoint == endpoint
            && (record.From == release || (record.To == release && record.Status == RolloutStatus.Completed)));
        return served
            ? new(release, RollbackTargetState.Older, [.. objections, new("no-standby", $"{release} served once and is no standby any more: a rollout brings it back")])
            : new(release, RollbackTargetState.Never, [.. objections, new("no-standby", $"{release} never had this endpoint's traffic: only a rollout brings it there")]);
    }

    /// <summary>
    /// Where traffic goes when a rollout ends badly: the release it came from; where that one may serve no longer, the
    /// newest standby that may and that is hot: nobody waits for a cold start (invariant 6). If there is none, the release it
    /// came from all the same: it serves the control's users now, the gateway's escape leads to it, and going back never fails
    /// for want of a better place.
    /// </summary>
    internal static Name AfterRollout(RolloutsState rollouts, ReleaseGate gate, ActiveRollout active) =>
        !gate.Check(active.Endpoint, active.From).Any(MaySendAway)
            ? active.From
            : Newest(rollouts, gate, active.Endpoint, isHot: true) ?? active.From;

    /// <summary>
    /// A backend that moved is no reason to leave the release that serves the control's users through it this very moment:
    /// no declaration cuts traffic.
    /// </summary>
    private static bool MaySendAway(Objection objection) => objection.Code != Eligibility.BackendChanged;

    /// <summary>The newest valid standby; null where there is none.</summary>
    /// <param name="isHot">Only one that could answer this very moment.</param>
    internal static Name? Newest(RolloutsState rollouts, ReleaseGate gate, Name endpoint, bool isHot)
    {
        foreach (var standby in rollouts.TrafficOf(endpoint).Standbys)
        {
            if (standby != rollouts.TrafficOf(endpoint).Active?.To && gate.Check(endpoint, standby).IsEmpty
                && !(isHot && gate.IsCold(endpoint, standby)))
            {
                return standby;
            }
        }

        return null;
    }
}
