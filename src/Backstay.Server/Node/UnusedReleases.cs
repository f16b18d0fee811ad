using System.Collections.Concurrent;
using Backstay.Core.Registry;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway.Tables;
using Backstay.Hosting;

namespace Backstay.Server.Node;

/// <summary>
/// Lets go of what no endpoint could be sent to any more: a release's runtime goes, and its hosted model becomes warm where no
/// other release needs it. Not before <see cref="Grace"/>, so that no request that was under way meets a cold model. What never was behind
/// an endpoint (loaded by hand, or checked and not yet rolled out) stays.
/// </summary>
internal sealed partial class UnusedReleases(
    Func<WorldState> current, TrafficGate gate, ReleaseRuntimes runtimes, ModelHost? host, TimeProvider time, ILogger<UnusedReleases> logger)
    : ICommitListener
{
    /// <summary>No request lives longer, nor does a shadow's copy of one.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(EndpointConfig.MaxDeadlineMs);

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>When each was last seen in use, on the monotonic clock.</summary>
    private readonly ConcurrentDictionary<(string Endpoint, RouteTarget Target), long> _used = new();

    /// <summary>Notes what comes into use, were it for a moment only.</summary>
    public void OnCommitted(CommittedBatch batch)
    {
        if (TableCompiler.IsAffected(batch.Before, batch.After))
        {
            Note(batch.After);
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await SweepAsync(ct);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    /// <summary>Lets go of what has not been in use for <see cref="Grace"/>.</summary>
    internal Task SweepAsync(CancellationToken ct) => gate.RunAsync(
        async () =>
        {
            // Nothing comes into use while the gate is ours: what is unused now stays so until it is gone.
            Note(current());
            foreach (var (release, at) in _used)
            {
                if (gate.IsHeld(release.Target.Model))
                {
                    _used[release] = time.GetTimestamp(); // a check's samples are requests too
                }
                else if (time.GetElapsedTime(at) >= Grace && _used.TryRemove(release, out _))
                {
                    await LetGoAsync(release.Endpoint, release.Target, ct);
                }
            }

            return true;
        },
        ct);

    private async Task LetGoAsync(string endpoint, RouteTarget target, CancellationToken ct)
    {
        runtimes.Remove(endpoint, target);
        if (host is null || target.Backend.Protocol != BackendProtocol.Hosted || IsKept(HostedModels.KeyOf(target.Model)))
        {
            return;
        }

        var cooled = await host.CoolAsync(HostedModels.KeyOf(target.Model), ct);
        LogLetGo(logger, target.Model, cooled.IsOk ? cooled.Value.State.ToString() : cooled.Problem.Message);
    }

    /// <summary>Whether an endpoint could be sent to the model, or a request to it be under way.</summary>
    public bool IsKept(ModelKey model) => _used.Keys.Any(other => other.Target.Backend.Protocol == BackendProtocol.Hosted && HostedModels.KeyOf(other.Target.Model) == model);

    private void Note(WorldState world)
    {
        var now = time.GetTimestamp();
        foreach (var (name, endpoint) in world.Routing.Endpoints)
        {
            var traffic = world.Rollouts.TrafficOf(name);
            foreach (var release in traffic.Reachable)
            {
                if (world.Releases.Releases.TryGetValue(release, out var found) && TableCompiler.Target(endpoint.Config, found) is { } target)
                {
                    _used[(name.ToString(), target)] = now;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "No endpoint needs {Model} any more: {Outcome}")]
    private static partial void LogLetGo(ILogger logger, VersionId model, string outcome);
}
