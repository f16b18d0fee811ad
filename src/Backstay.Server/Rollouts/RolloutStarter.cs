using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Server.Node;

namespace Backstay.Server.Rollouts;

/// <summary>Makes a release ready before its rollout is recorded: no traffic ever meets a cold release.</summary>
internal sealed class RolloutStarter(LedgerSession ledger, ReleaseLoader loader, TrafficGate gate, TimeProvider time)
{
    /// <param name="submit">Commits the start.</param>
    public Task<Result<CommandReceipt>> StartAsync(
        StartRollout command, Actor actor, Func<Task<Result<CommandReceipt>>> submit, CancellationToken ct) =>
        gate.RunAsync(async () => await PrepareAsync(command, actor, ct) is { } problem ? problem : await submit(), ct);

    /// <summary>Null when the rollout may be recorded; nothing is loaded for one that would be refused.</summary>
    private async Task<Problem?> PrepareAsync(StartRollout command, Actor actor, CancellationToken ct)
    {
        var world = ledger.Current;
        var tried = new WhatIf(world, actor, time.GetUtcNow()).Try(command);
        if (!tried.IsOk)
        {
            return tried.Problem;
        }

        var endpoint = world.Routing.Endpoints[command.Endpoint].Config;
        return (await loader.PrepareAsync(endpoint, command.Release, world, ct)).Problem;
    }
}
