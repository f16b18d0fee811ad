using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;

namespace Backstay.Gateway.Metrics;

/// <summary>What the gateway has counted, for whoever exposes it.</summary>
public sealed class GatewayMetrics
{
    private readonly CounterRegistry _counters;
    private readonly GatewayTables _tables;
    private readonly HeartbeatThread _heartbeat;

    internal GatewayMetrics(CounterRegistry counters, GatewayTables tables, HeartbeatThread heartbeat)
    {
        _counters = counters;
        _tables = tables;
        _heartbeat = heartbeat;
    }

    /// <summary>All counters now; they only rise. Not one instant for all of them.</summary>
    public GatewaySnapshot Read() => new(
        _tables.Position, _tables.Escapes.Count, _tables.NotesFailed, _heartbeat.Stalls, _counters.Endpoints(), _counters.Attempts(), _counters.Drops());
}
