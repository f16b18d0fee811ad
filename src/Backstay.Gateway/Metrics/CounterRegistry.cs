using System.Collections.Concurrent;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Metrics;

/// <summary>Finds counters by name, when a table is bound; requests hold theirs already.</summary>
internal sealed class CounterRegistry
{
    private readonly ConcurrentDictionary<string, EndpointCounters> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Endpoint, string Release), ReleaseCounters> _releases = new();

    public EndpointCounters Endpoint(string endpoint) => _endpoints.GetOrAdd(endpoint, static name => new EndpointCounters(name));

    public ReleaseCounters Release(string endpoint, RouteTarget target) => _releases.GetOrAdd(
        (endpoint, target.Release.ToString()),
        static (key, model) => new ReleaseCounters(key.Endpoint, key.Release, model),
        target.Model.ToString());

    public IReadOnlyList<EndpointSnapshot> Endpoints() => [.. _endpoints.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value.Read())];

    public IReadOnlyList<AttemptSnapshot> Attempts() => [.. InOrder().SelectMany(r => r.Read()).Where(a => a.Latency.Buckets.Count > 0)];

    public IReadOnlyList<ShadowDrops> Drops() => [.. InOrder().Select(r => r.ReadDrops()).Where(d => d.Count > 0 || d.Failed > 0)];

    private IEnumerable<ReleaseCounters> InOrder() => _releases
        .OrderBy(r => r.Key.Endpoint, StringComparer.Ordinal)
        .ThenBy(r => r.Key.Release, StringComparer.Ordinal)
        .Select(r => r.Value);
}
