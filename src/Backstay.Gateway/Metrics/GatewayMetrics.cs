using Backstay.Gateway.Tables;

namespace Backstay.Gateway.Metrics;

/// <summary>What the gateway has counted, for whoever exposes it.</summary>
public sealed class GatewayMetrics
{
    private readonly CounterRegistry _counters;
    private readonly GatewayTables _tables;

    internal GatewayMetrics(CounterRegistry counters, GatewayTables tables)
    {
        _counters = counters;
        _tables = tables;
    }

    /// <summary>All counters now; they only rise. Not one instant for all of them.</summary>
    public GatewaySnapshot Read() => new(
        _tables.Position, _tables.Escapes.Count, _tables.NotesFailed, _counters.Endpoints(), _counters.Attempts(), _counters.Drops());
}
