using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Backstay.Core.Routing;
using Backstay.Gateway.Fields;
using Backstay.Gateway.Metrics;

namespace Backstay.Gateway.Tables;

/// <summary>Binds a routing table to runtimes. A target that is not there is no target.</summary>
internal sealed class TableBinder(CounterRegistry counters)
{
    public LiveTable Bind(RoutingTable table, IReleaseRuntimes runtimes, ImmutableDictionary<string, EscapeNote> escapes) => new(
        table,
        table.Endpoints.ToFrozenDictionary(pair => pair.Key, pair => Bind(pair.Key, pair.Value, runtimes), StringComparer.Ordinal),
        Standing(table, escapes));

    /// <summary>
    /// An escape stands until a table that was compiled no earlier than the one that it was taken from is no longer in that
    /// rollout: until then, the ledger has not heard of the rollback.
    /// </summary>
    private static ImmutableDictionary<string, EscapeNote> Standing(RoutingTable table, ImmutableDictionary<string, EscapeNote> escapes)
    {
        var standing = escapes;
        foreach (var (endpoint, note) in escapes)
        {
            var isOver = !table.Endpoints.TryGetValue(endpoint, out var route) || route.Rollout != note.Rollout;
            if (isOver && table.Position >= note.Position)
            {
                standing = standing.Remove(endpoint);
            }
        }

        return standing;
    }

    private LiveEndpoint Bind(string name, EndpointRoute route, IReleaseRuntimes runtimes)
    {
        var current = TargetOf(name, route.Current, runtimes);
        var canary = TargetOf(name, route.Canary, runtimes);
        var shadow = TargetOf(name, route.Shadow, runtimes);
        var standby = NewestStandby(name, route, runtimes);
        LiveTarget?[] control = [current, standby];
        var notReady = NotReady(route, current, canary, shadow);
        return new LiveEndpoint
        {
            Config = route.Config,
            Name = name,
            Seed = route.Seed,
            Rollout = route.Rollout,
            Step = route.Step,
            Escaped = route.Escaped,
            CanaryWeight = canary is null ? 0 : route.CanaryWeight,
            Current = route.Current?.Release.ToString(),
            ControlChain = [.. control.OfType<LiveTarget>()],
            CanaryChain = canary is null ? [] : [canary, .. control.OfType<LiveTarget>()],
            Shadow = shadow,
            StandsIn = current is null && standby is not null,
            NotReady = notReady,
            IsEvidence = !route.Escaped && current is not null && notReady.IsEmpty,
            ComparesRefusals = canary is { Idempotent: false },
            Kept = route.KeepFields.IsEmpty ? null : FieldTree.Of(route.KeepFields),
            KeptNames = [.. route.KeepFields],
            UnitField = route.Config.Unit?.BodyField is { } field ? FieldTree.Of([field]) : null,
            SafeDefault = route.Config.SafeDefault is { } safe ? Encoding.UTF8.GetBytes(safe.Body.GetRawText()) : null,
            Counters = counters.Endpoint(name),
            Escape = route.Escape is { } escape ? Bind(name, escape, runtimes) : null,
        };
    }

    private static ImmutableArray<RouteRole> NotReady(EndpointRoute route, LiveTarget? current, LiveTarget? canary, LiveTarget? shadow)
    {
        (RouteRole Role, RouteTarget? Declared, LiveTarget? There)[] roles =
            [(RouteRole.Current, route.Current, current), (RouteRole.Canary, route.Canary, canary), (RouteRole.Shadow, route.Shadow, shadow)];
        return [.. roles.Where(role => role.Declared is not null && role.There is null).Select(role => role.Role)];
    }

    private LiveTarget? NewestStandby(string name, EndpointRoute route, IReleaseRuntimes runtimes)
    {
        foreach (var standby in route.Standbys)
        {
            // Neither what has just failed nor what is on trial is somewhere to fall back to.
            if (standby.Release != route.Current?.Release && standby.Release != route.Canary?.Release
                && TargetOf(name, standby, runtimes) is { } target)
            {
                return target;
            }
        }

        return null;
    }

    private LiveTarget? TargetOf(string endpoint, RouteTarget? target, IReleaseRuntimes runtimes) =>
        target is not null && runtimes.Find(endpoint, target) is { } runtime
            ? new LiveTarget(runtime, counters.Release(endpoint, target))
            : null;
}
