using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;
using Backstay.Core.Rollouts;

namespace Backstay.Core.Monitoring;

/// <summary>A breach with its evidence and timeline: Monitoring's fold of what rollouts record.</summary>
/// <param name="Id"><c>inc-N</c>, N being the ledger position that opened it.</param>
/// <param name="From">The release that is taken back; the one on trial where the rollout only stands still.</param>
/// <param name="To">The release that serves in its place.</param>
public sealed record Incident(
    string Id,
    long Position,
    DateTimeOffset Opened,
    IncidentKind Kind,
    Name Endpoint,
    string Rollout,
    Name From,
    Name To,
    string Owner,
    string Summary,
    ImmutableArray<GuardVerdict> Evidence,
    ImmutableArray<IncidentMark> Timeline)
{
    /// <summary>The id of an incident that the entry at a position opened.</summary>
    public static string IdOf(long position) => string.Create(CultureInfo.InvariantCulture, $"inc-{position}");
}

/// <summary>One line of an incident's timeline.</summary>
public sealed record IncidentMark(long Position, DateTimeOffset Time, string What, string? By);

[JsonConverter(typeof(KebabCaseEnumConverter<IncidentKind>))]
public enum IncidentKind
{
    /// <summary>The new release is worse.</summary>
    Breach,

    /// <summary>Both arms broke a hard limit.</summary>
    Shared,
}
