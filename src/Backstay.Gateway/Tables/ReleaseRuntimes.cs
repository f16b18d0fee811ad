using System.Collections.Concurrent;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Tables;

/// <summary>The runtimes that are there now, by endpoint and target. Thread safe; a change counts from the next binding on.</summary>
public sealed class ReleaseRuntimes : IReleaseRuntimes
{
    private readonly ConcurrentDictionary<(string Endpoint, RouteTarget Target), ReleaseRuntime> _runtimes = new();

    public ReleaseRuntime? Find(string endpoint, RouteTarget target) => _runtimes.GetValueOrDefault((endpoint, target));

    public void Set(string endpoint, ReleaseRuntime runtime) => _runtimes[(endpoint, runtime.Target)] = runtime;

    public bool Remove(string endpoint, RouteTarget target) => _runtimes.TryRemove((endpoint, target), out _);
}
