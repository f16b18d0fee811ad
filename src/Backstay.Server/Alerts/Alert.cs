using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Client.Incidents;
using Backstay.Core.Primitives.Json;

namespace Backstay.Server.Alerts;

/// <summary>What on-call is told: in the log, in the live view, and to the endpoint's webhook.</summary>
/// <param name="Incident">One alert an incident: the same id again is the same alert, told once more after a restart.</param>
public sealed record Alert(
    AlertSeverity Severity,
    string Message,
    string Endpoint,
    string Rollout,
    string From,
    string To,
    string Owner,
    string? Playbook,
    string Incident,
    long Position,
    DateTimeOffset Time)
{
    /// <summary>As the API and the live page show it.</summary>
    internal AlertView ToView() => new(
        JsonNamingPolicy.KebabCaseLower.ConvertName(Severity.ToString()), Message, Endpoint, Rollout, From, To, Owner, Playbook, Incident,
        Position, Time);
}

[JsonConverter(typeof(KebabCaseEnumConverter<AlertSeverity>))]
public enum AlertSeverity
{
    /// <summary>Handled by itself; look at it in working hours.</summary>
    Warning,

    /// <summary>Needs a person now.</summary>
    Critical,
}
