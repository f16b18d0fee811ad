using System.Text.Json;
using Backstay.Client.Live;
using Backstay.Core.Monitoring;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Tables;
using Backstay.Server.Alerts;
using Backstay.Server.Node;

namespace Backstay.Server.Live;

/// <summary>Draws up what the live page shows, from parts that each can be read without waiting.</summary>
internal sealed class LiveView(
    LedgerSession ledger, GatewayMetrics metrics, GatewayTables tables, IRolloutMonitor monitor, AlertLoop alerts, TimeProvider time)
{
    private const int MaxIncidents = 20;
    private const int MaxAlerts = 20;
    private const double UsPerMs = 1_000;

    public LiveSnapshot Read()
    {
        var world = ledger.Current;
        var attempts = metrics.Read().Attempts.ToLookup(a => a.Endpoint, StringComparer.Ordinal);
        return new LiveSnapshot(
            time.GetUtcNow(),
            world.Position,
            ledger.Broken?.Message,
            [.. world.Routing.Endpoints.Values
                .OrderBy(e => e.Config.Endpoint)
                .Select(e => ReadEndpoint(e.Config, world, attempts[e.Config.Endpoint.ToString()]))],
            [.. world.Monitoring.Incidents.Values.OrderByDescending(i => i.Position).Take(MaxIncidents).Select(ToWire)],
            [.. alerts.Recent.Take(MaxAlerts).Select(alert => alert.ToView())]);
    }

    private LiveEndpoint ReadEndpoint(EndpointConfig config, WorldState world, IEnumerable<AttemptSnapshot> attempts)
    {
        var traffic = world.Rollouts.TrafficOf(config.Endpoint);
        var newest = world.Rollouts.Rollouts.Values.Where(r => r.Endpoint == config.Endpoint).MaxBy(r => r.StartedAt);
        return new LiveEndpoint(
            config.Endpoint.ToString(),
            Word(config.Stage),
            config.Owner,
            traffic.Current?.ToString(),
            [.. attempts.GroupBy(a => (a.Release, IsShadow: a.Path == "shadow")).Select(group => ReadTraffic(group.Key, [.. group], traffic))],
            newest is null ? null : ReadRollout(newest, traffic.Active, world.Monitoring));
    }

    private static LiveTraffic ReadTraffic((string Release, bool IsShadow) key, AttemptSnapshot[] attempts, EndpointTraffic traffic)
    {
        var busiest = attempts.MaxBy(a => a.Latency.Count);
        return new LiveTraffic(
            key.Release,
            RoleOf(key, traffic),
            attempts.Sum(a => a.Latency.Count),
            attempts.Sum(a => a.Errors),
            busiest?.Latency.Quantile(0.5) / UsPerMs,
            busiest?.Latency.Quantile(0.99) / UsPerMs);
    }

    private static string RoleOf((string Release, bool IsShadow) key, EndpointTraffic traffic) =>
        key.IsShadow ? "shadow"
        : traffic.Current?.ToString() == key.Release ? "current"
        : traffic.Active?.To.ToString() == key.Release ? "canary"
        : traffic.Standbys.Any(s => s.ToString() == key.Release) ? "standby"
        : "earlier";

    private LiveRollout ReadRollout(RolloutRecord record, ActiveRollout? active, MonitoringState monitoring)
    {
        var step = record.Plan.Steps[record.Step];
        var live = monitor.Find(record.Rollout);
        var isActive = active?.Rollout == record.Rollout;
        return new LiveRollout(
            record.Rollout,
            record.From.ToString(),
            record.To.ToString(),
            Word(record.Status),
            record.Step,
            record.Plan.Steps.Length,
            Word(step.Kind),
            isActive && active is not null ? active.CanaryWeight : record.Status == RolloutStatus.Completed ? EndpointRoute.BasisPoints : 0,
            live?.SecondsInStep ?? 0,
            step.MinSeconds,
            step.MinUnits,
            live?.CanaryUnits ?? 0,
            live?.ControlUnits ?? 0,
            live?.Incomplete ?? false,
            live?.Waiting,
            tables.Escapes.Any(e => e.Rollout == record.Rollout),
            live?.Guards ?? EndedGuards.Of(record, monitoring),
            record.Marks);
    }

    private static LiveIncident ToWire(Incident incident) => new(
        incident.Id,
        incident.Endpoint.ToString(),
        Word(incident.Kind),
        incident.Opened,
        incident.Summary,
        incident.From.ToString(),
        incident.To.ToString(),
        incident.Owner);

    /// <summary>An enum's value as the API writes it.</summary>
    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
