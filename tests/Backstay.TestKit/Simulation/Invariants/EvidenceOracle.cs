using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// What there is of evidence at most: distinct units per rollout and arm, and those of them with a bad attempt, client
/// retries left out. Written apart from the judge, from the words of DEFINITIONS.md.
/// </summary>
internal sealed class EvidenceOracle(IReadOnlyList<Window> standstills)
{
    private readonly Dictionary<string, RolloutEvidence> _rollouts = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, DecisionRecord> _decisions = [];
    private readonly Dictionary<Guid, ShadowRecord> _shadows = [];

    // By the clock that never jumps: what records say may be hours off.
    private readonly Dictionary<Guid, (DateTimeOffset From, DateTimeOffset To)> _flights = [];
    private readonly Dictionary<Guid, DateTimeOffset> _copied = [];
    private readonly HashSet<Guid> _retries = [];

    public RolloutEvidence Of(string rollout)
    {
        if (!_rollouts.TryGetValue(rollout, out var found))
        {
            _rollouts.Add(rollout, found = new RolloutEvidence());
        }

        return found;
    }

    /// <summary>After a restart: what telemetry kept is all there is.</summary>
    public void Rebuild(IEnumerable<Telemetry> items)
    {
        _rollouts.Clear();
        _decisions.Clear();
        _shadows.Clear();
        _retries.Clear();
        foreach (var item in items)
        {
            if (item.Decision is { } decision)
            {
                Add(decision);
            }
            else if (item.Shadow is { } shadow)
            {
                Add(shadow);
            }
            else if (item.Outcome is { } outcome)
            {
                Add(outcome);
            }
        }
    }

    /// <summary>When a request came and when its answer was complete; told before its record is.</summary>
    public void Flew(Guid decision, DateTimeOffset from, DateTimeOffset to) => _flights[decision] = (from, to);

    /// <summary>When its copy was answered.</summary>
    public void Copied(Guid decision, DateTimeOffset at) => _copied[decision] = at;

    public void Add(DecisionRecord decision)
    {
        if (decision.Rollout is null || decision.Escaped || decision.NotEvidence)
        {
            return;
        }

        _decisions[decision.Id] = decision;
        var evidence = Of(decision.Rollout);
        var unit = decision.UnitSource == UnitOrigin.Decision ? (Digest?)null : decision.Unit;
        if (decision.RequestId is { } id && !evidence.Requests.Add((id, unit)))
        {
            _retries.Add(decision.Id);
            return;
        }

        if (!WasInFlight(_flights[decision.Id]))
        {
            evidence.Decisions.Add(decision);
            AddPair(decision.Id);
        }
    }

    public void Add(ShadowRecord shadow)
    {
        _shadows[shadow.Decision] = shadow;
        AddPair(shadow.Decision);
    }

    public void Add(OutcomeRecord outcome)
    {
        if (_decisions.TryGetValue(outcome.Decision, out var decision) && decision.Rollout is { } rollout)
        {
            Of(rollout).Outcomes.Add((outcome.Decision, outcome.Name));
        }
        else
        {
            Early.Add((outcome.Decision, outcome.Name));
        }
    }

    /// <summary>Outcomes that came before their decision.</summary>
    public HashSet<(Guid, string)> Early { get; } = [];

    /// <summary>What is in flight over a standstill that is long enough to be one is no evidence, nor is its retry.</summary>
    private bool WasInFlight((DateTimeOffset From, DateTimeOffset To) flight)
    {
        foreach (var window in standstills)
        {
            if (window.To - window.From > Heartbeat.StallAfter && flight.From < window.To && flight.To > window.From)
            {
                return true;
            }
        }

        return false;
    }

    private void AddPair(Guid id)
    {
        if (_shadows.TryGetValue(id, out var shadow) && _decisions.TryGetValue(id, out var decision) && !_retries.Contains(id)
            && !WasInFlight(_flights[id]) && !WasInFlight((_flights[id].From, _copied[id])))
        {
            Of(shadow.Rollout).Pairs.Add((decision, shadow));
        }
    }
}

/// <summary>The evidence of one rollout.</summary>
internal sealed class RolloutEvidence
{
    public HashSet<(string, Digest?)> Requests { get; } = [];

    public List<DecisionRecord> Decisions { get; } = [];

    public List<(DecisionRecord Decision, ShadowRecord Shadow)> Pairs { get; } = [];

    public HashSet<(Guid, string)> Outcomes { get; } = [];

    /// <summary>Distinct units with users' traffic in an arm, of those that <paramref name="which"/> picks.</summary>
    public int Units(Arm arm, Func<DecisionRecord, bool> which) => Decisions
        .Where(decision => decision.AssignedArm == arm && decision.CanaryWeight > 0 && which(decision))
        .Select(decision => decision.Unit).Distinct().Count();

    /// <summary>Whether the other arm could have answered as well: only then do the two compare. With full traffic there is no other.</summary>
    public static bool HasControl(DecisionRecord decision) =>
        decision.CanaryWeight == EndpointRoute.BasisPoints || !decision.NotReady.Contains(RouteRole.Current);

    public int PairUnits(Func<(DecisionRecord Decision, ShadowRecord Shadow), bool> which) =>
        Pairs.Where(which).Select(pair => pair.Decision.Unit).Distinct().Count();

    /// <summary>Whether the attempt of the assigned arm is an event for a guard.</summary>
    public static bool IsEvent(GuardConfig guard, DecisionRecord decision) =>
        decision.Attempts.FirstOrDefault(a => a.Release == decision.AssignedRelease) is { } attempt && IsEvent(guard, attempt, decision.AttemptLimitMs ?? decision.DeadlineMs);

    public static bool IsEvent(GuardConfig guard, AttemptRecord attempt, int deadlineMs) =>
        attempt.Error is not null || attempt.DurationUs > deadlineMs * 1_000L || attempt.DurationUs > (guard.SlowerThanMs ?? int.MaxValue) * 1_000L;
}
