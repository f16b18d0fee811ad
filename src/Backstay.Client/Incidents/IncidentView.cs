using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Client.Incidents;

/// <summary>An incident in a list.</summary>
/// <param name="From">The release that is taken back; the one on trial where the rollout only stands still.</param>
/// <param name="To">The release that serves in its place.</param>
public sealed record IncidentSummary(
    string Id,
    DateTimeOffset Opened,
    IncidentKind Kind,
    Name Endpoint,
    string Rollout,
    Name From,
    Name To,
    string Owner,
    string Summary);

/// <summary>An incident with its evidence and timeline, and what to read next.</summary>
/// <param name="Playbook">The endpoint's, as declared now.</param>
/// <param name="RolloutStatus">What became of the rollout.</param>
/// <param name="Serving">The endpoint's current release.</param>
public sealed record IncidentView(Incident Incident, string? Playbook, RolloutStatus RolloutStatus, Name? Serving);

/// <summary>What on-call was told.</summary>
/// <param name="From">As in the incident: the release that is taken back.</param>
/// <param name="To">As in the incident: the release that serves in its place.</param>
public sealed record AlertView(
    string Severity,
    string Message,
    string Endpoint,
    string Rollout,
    string From,
    string To,
    string Owner,
    string? Playbook,
    string Incident,
    long Position,
    DateTimeOffset Time);
