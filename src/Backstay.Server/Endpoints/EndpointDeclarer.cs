using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Server.Node;

namespace Backstay.Server.Endpoints;

/// <summary>
/// Makes ready what an endpoint serves, under a declaration that is not recorded yet: so that a new backend or deadline
/// never meets a cold release.
/// </summary>
internal sealed class EndpointDeclarer(LedgerSession ledger, ReleaseLoader loader, TrafficGate gate, TimeProvider time)
{
    /// <param name="submit">Commits the declaration.</param>
    public Task<Result<CommandReceipt>> DeclareAsync(
        DeclareEndpoint command, Actor actor, Func<Task<Result<CommandReceipt>>> submit, CancellationToken ct) =>
        gate.RunAsync(async () => await PrepareAsync(command, actor, ct) is { } problem ? problem : await submit(), ct);

    /// <summary>Null when the declaration may be recorded. Standbys that can't be made ready stay cold, and are shown so.</summary>
    private async Task<Problem?> PrepareAsync(DeclareEndpoint command, Actor actor, CancellationToken ct)
    {
        var world = ledger.Current;
        var tried = new WhatIf(world, actor, time.GetUtcNow()).Try(command);
        if (!tried.IsOk || tried.Value.IsEmpty)
        {
            return tried.Problem;
        }

        var traffic = world.Rollouts.TrafficOf(command.Config.Endpoint);
        foreach (var (release, problem) in await loader.PrepareAllAsync(command.Config, world, ct))
        {
            if (release == traffic.Current || release == traffic.Active?.To)
            {
                return Problem.Refused(
                    "not-ready",
                    $"Under this declaration release '{release}', which has traffic now, could not be made ready: {problem.Message}",
                    "Keep its backend until another release serves.");
            }
        }

        return null;
    }
}
