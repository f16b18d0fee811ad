using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Endpoints;

/// <summary>
/// Picks where a rollback by hand goes among releases that are equally valid: to one that is hot, though it be older, and
/// else to the newest that can be made hot now. Only then is traffic moved, so that no rollback leads to a cold release.
/// </summary>
internal sealed class RollbackPreparer(LedgerSession ledger, ReleaseLoader loader)
{
    /// <summary>The command to submit; what is wrong with it otherwise is for its decision to say.</summary>
    public async Task<Result<RollBack>> PrepareAsync(RollBack command, CancellationToken ct)
    {
        var world = ledger.Current;
        if (!world.Routing.Endpoints.TryGetValue(command.Endpoint, out var endpoint))
        {
            return command;
        }

        var gate = new ReleaseGate(world.Routing, world.Releases, world.Evaluation);
        var traffic = world.Rollouts.TrafficOf(command.Endpoint);
        if (command.To is null && traffic.Active is not null)
        {
            // Back to the control, which answers users this very moment.
            return command;
        }

        var candidates = command.To is { } named
            ? [RollbackTargets.Judge(world.Rollouts, gate, command.Endpoint, named)]
            : traffic.Standbys.Select(standby => RollbackTargets.Judge(world.Rollouts, gate, command.Endpoint, standby)).ToImmutableArray();
        var valid = candidates.Where(target => target.IsValid).Select(target => target.Release).ToImmutableArray();
        return valid.IsEmpty ? command : await PickAsync(command, endpoint.Config, valid, world, ct);
    }

    private async Task<Result<RollBack>> PickAsync(
        RollBack command, EndpointConfig endpoint, ImmutableArray<Name> valid, WorldState world, CancellationToken ct)
    {
        foreach (var release in valid)
        {
            if (loader.ReadinessOf(endpoint, release, world) == Client.Releases.ReleaseReadiness.Hot)
            {
                return To(command, release, newest: valid[0]);
            }
        }

        var reasons = new List<string>();
        foreach (var release in valid)
        {
            var prepared = await loader.PrepareAsync(endpoint, release, world, ct);
            if (prepared.IsOk)
            {
                return To(command, release, newest: valid[0]);
            }

            reasons.Add($"{release}: {prepared.Problem.Message}");
        }

        return Problem.Refused(
            "not-ready",
            $"No release that '{command.Endpoint}' could go back to can be made ready: {string.Join("; ", reasons)}",
            $"backstay rollback {command.Endpoint} --list shows every target.");
    }

    /// <summary>The command as it was sent where it leads there by itself.</summary>
    private static RollBack To(RollBack command, Name release, Name newest) =>
        command.To is null && release != newest ? command with { Ready = release } : command;
}
