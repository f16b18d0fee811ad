using System.Collections.Immutable;
using System.Globalization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts;

/// <summary>Which release has which traffic, and every rollout there was.</summary>
public sealed record RolloutsState(
    ImmutableDictionary<Name, EndpointTraffic> Traffic,
    ImmutableDictionary<string, RolloutRecord> Rollouts)
{
    public static RolloutsState Empty { get; } = new(
        ImmutableDictionary<Name, EndpointTraffic>.Empty,
        ImmutableDictionary.Create<string, RolloutRecord>(StringComparer.Ordinal));

    public EndpointTraffic TrafficOf(Name endpoint) => Traffic.GetValueOrDefault(endpoint, EndpointTraffic.None);

    /// <summary>
    /// The name that the endpoint's next rollout gets: counted on, past what is an endpoint's name, so that nobody who names the
    /// one means the other.
    /// </summary>
    public string NextRollout(Name endpoint, RoutingState routing)
    {
        for (var number = TrafficOf(endpoint).Rollouts + 1; ; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{endpoint}-{number}");
            if (!Rollouts.ContainsKey(id) && !(Name.TryParse(id, out var name) && routing.Endpoints.ContainsKey(name)))
            {
                return id;
            }
        }
    }

    public RolloutsState Apply(EntryHead head, IFact fact) => fact switch
    {
        ReleaseActivated f => With(f.Endpoint, TrafficOf(f.Endpoint).Promote(f.Release)),
        RolloutStarted f => Start(head, f),
        StepEntered f => Enter(head, f),
        RolloutPaused f => Pause(head, f),
        RolloutResumed f => Resume(head, f),
        GuardBreached f => Mark(f.Rollout, head, "breach", weight: null, $"{f.Verdict.Guard}"),
        RolledBack f => GoBack(head, f),
        RolloutCompleted f => Complete(head, f),
        _ => this,
    };

    public void AddTo(StateHasher hasher)
    {
        hasher.Add("rollouts.traffic", Traffic, RolloutsJson.Default.EndpointTraffic);
        hasher.Add("rollouts.rollouts", Rollouts, RolloutsJson.Default.RolloutRecord);
    }

    private RolloutsState Start(EntryHead head, RolloutStarted f)
    {
        var traffic = TrafficOf(f.Endpoint);
        var active = new ActiveRollout(f.Rollout, f.Endpoint, f.From, f.To, f.Plan, Step: 0, Paused: false, Resumed: 0).Enter(0, head.Time);
        var record = new RolloutRecord(
            f.Rollout, f.Endpoint, f.From, f.To, f.Plan, RolloutStatus.Running, 0, head.Seq, head.Time, null, null, null, []);
        return (With(f.Endpoint, traffic with { Active = active, Rollouts = traffic.Rollouts + 1 }) with
        {
            Rollouts = Rollouts.Add(f.Rollout, record),
        }).Mark(f.Rollout, head, "start", active.CanaryWeight, active.CurrentStep.Kind.ToString().ToLowerInvariant());
    }

    private RolloutsState Enter(EntryHead head, StepEntered f)
    {
        var active = ActiveOf(f.Endpoint).Enter(f.Step, head.Time);
        return WithActive(active).Mark(f.Rollout, head, "step", active.CanaryWeight, active.CurrentStep.Kind.ToString().ToLowerInvariant());
    }

    private RolloutsState Pause(EntryHead head, RolloutPaused f) =>
        WithActive(ActiveOf(f.Endpoint) with { Paused = true }).Mark(f.Rollout, head, "pause", weight: null, f.Reason);

    private RolloutsState Resume(EntryHead head, RolloutResumed f)
    {
        var active = ActiveOf(f.Endpoint);
        return WithActive(active with { Paused = false, Resumed = active.Resumed + 1 })
            .Mark(f.Rollout, head, "resume", weight: null, detail: null);
    }

    private RolloutsState GoBack(EntryHead head, RolledBack f)
    {
        var next = With(f.Endpoint, TrafficOf(f.Endpoint).GoBack(f.From, f.To));
        return f.Rollout is null
            ? next
            : next.Mark(f.Rollout, head, "rollback", weight: 0, f.Reason).End(head, f.Rollout, RolloutStatus.RolledBack, f.Reason);
    }

    private RolloutsState Complete(EntryHead head, RolloutCompleted f) =>
        With(f.Endpoint, TrafficOf(f.Endpoint).Promote(ActiveOf(f.Endpoint).To))
            .Mark(f.Rollout, head, "complete", EndpointRoute.BasisPoints, detail: null)
            .End(head, f.Rollout, RolloutStatus.Completed, reason: null);

    private ActiveRollout ActiveOf(Name endpoint) => TrafficOf(endpoint).Active
        ?? throw new InvalidOperationException($"Endpoint {endpoint} has no rollout: Decide let a wrong fact through.");

    private RolloutsState With(Name endpoint, EndpointTraffic traffic) =>
        this with { Traffic = Traffic.SetItem(endpoint, traffic) };

    private RolloutsState WithActive(ActiveRollout active)
    {
        var record = Rollouts[active.Rollout];
        return With(active.Endpoint, TrafficOf(active.Endpoint) with { Active = active }) with
        {
            Rollouts = Rollouts.SetItem(active.Rollout, record with
            {
                Step = active.Step,
                Status = active.Paused ? RolloutStatus.Paused : RolloutStatus.Running,
            }),
        };
    }

    private RolloutsState Mark(string rollout, EntryHead head, string what, int? weight, string? detail)
    {
        var record = Rollouts[rollout];
        var mark = new RolloutMark(head.Seq, head.Time, what, weight ?? LastWeight(record), detail, head.Actor.Id);
        return this with { Rollouts = Rollouts.SetItem(rollout, record with { Marks = record.Marks.Add(mark) }) };
    }

    private RolloutsState End(EntryHead head, string rollout, RolloutStatus status, string? reason) => this with
    {
        Rollouts = Rollouts.SetItem(rollout, Rollouts[rollout] with
        {
            Status = status,
            EndedAt = head.Seq,
            Ended = head.Time,
            Reason = reason,
        }),
    };

    private static int LastWeight(RolloutRecord record) => record.Marks.IsEmpty ? 0 : record.Marks[^1].Weight;
}
