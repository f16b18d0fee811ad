using System.Collections.Immutable;
using System.Globalization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Core.Monitoring;

/// <summary>Every incident.</summary>
/// <param name="Open">The newest incident of each rollout, which later facts of that rollout join.</param>
public sealed record MonitoringState(
    ImmutableDictionary<string, Incident> Incidents,
    ImmutableDictionary<string, string> Open)
{
    public static MonitoringState Empty { get; } = new(
        ImmutableDictionary.Create<string, Incident>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <param name="rollouts">As after the same entry: says from which release to which.</param>
    public MonitoringState Apply(EntryHead head, IFact fact, RolloutsState rollouts, RoutingState routing) => fact switch
    {
        GuardBreached f => Add(head, IncidentKind.Breach, f.Rollout, [f.Verdict, .. f.Others],
            $"guard {f.Verdict.Guard} breached in step {f.Step + 1}", rollouts, routing),
        RolloutPaused { Cause: PauseCause.SharedBreach } f => Add(head, IncidentKind.Shared, f.Rollout, f.Verdicts, f.Reason, rollouts, routing),
        RolledBack { Rollout: { } rollout } f => Join(head, rollout, $"rolled back from {f.From} to {f.To}: {f.Reason}", f.To),
        RolloutResumed f => Join(head, f.Rollout, "rollout resumed", to: null),
        _ => this,
    };

    public void AddTo(StateHasher hasher) => hasher.Add("monitoring.incidents", Incidents, MonitoringJson.Default.Incident);

    private MonitoringState Add(
        EntryHead head,
        IncidentKind kind,
        string rollout,
        ImmutableArray<GuardVerdict> evidence,
        string summary,
        RolloutsState rollouts,
        RoutingState routing)
    {
        var id = Incident.IdOf(head.Seq);
        var record = rollouts.Rollouts[rollout];
        var timeline = record.Marks
            .Select(mark => new IncidentMark(mark.Position, mark.Time, Describe(mark), mark.By))
            .Append(new IncidentMark(head.Seq, head.Time, summary, head.Actor.Id));
        var incident = new Incident(
            id, head.Seq, head.Time, kind, record.Endpoint, rollout, record.To, record.From,
            routing.Endpoints[record.Endpoint].Config.Owner, summary, evidence, [.. timeline]);
        return new(Incidents.Add(id, incident), Open.SetItem(rollout, id));
    }

    private MonitoringState Join(EntryHead head, string rollout, string what, Name? to)
    {
        if (!Open.TryGetValue(rollout, out var id))
        {
            return this;
        }

        var incident = Incidents[id];
        return this with
        {
            Incidents = Incidents.SetItem(id, incident with
            {
                To = to ?? incident.To,
                Timeline = incident.Timeline.Add(new IncidentMark(head.Seq, head.Time, what, head.Actor.Id)),
            }),
        };
    }

    private static string Describe(RolloutMark mark) => string.Create(
        CultureInfo.InvariantCulture,
        $"{mark.What}{(mark.Detail is null ? string.Empty : " " + mark.Detail)} at {mark.Weight / 100.0:0.##} %");
}
