using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.World;
using Backstay.Gateway.Tables;
using Backstay.Hosting;

namespace Backstay.Server.Node;

/// <summary>Loading and unloading by hand. What an endpoint could be sent to stays hot.</summary>
internal sealed class HostControl(
    NodeHost node, ReleaseLoader loader, LedgerSession ledger, TrafficGate gate, GatewayTables tables, ReleaseRuntimes runtimes)
{
    public Result<ModelHost> Host => node.Host is { } host ? host : NodeHost.Missing;

    public IReadOnlyList<ModelStatus> List() => node.Host?.List() ?? [];

    public async Task<Result<ModelStatus>> LoadAsync(string version, CancellationToken ct)
    {
        var found = Find(version);
        if (!found.IsOk)
        {
            return found.Problem;
        }

        if (await loader.LoadModelAsync(VersionContent.Of(found.Value), ct) is { } refused)
        {
            return refused;
        }

        await WarmUsersAsync(found.Value.Id, ct);
        return StatusOf(found.Value.Id);
    }

    /// <summary>Makes a version warm: a cold one's file is mapped, a hot one's session goes.</summary>
    public Task<Result<ModelStatus>> WarmAsync(string version, CancellationToken ct) => LetGoAsync(
        version,
        async model => StatusOf(model.Id) is { IsOk: true, Value.State: ModelState.Hot }
            ? await Host.Value.CoolAsync(HostedModels.KeyOf(model.Id), ct)
            : await loader.WarmModelAsync(VersionContent.Of(model), ct) is { } refused ? refused : StatusOf(model.Id),
        ct);

    public Task<Result<ModelStatus>> UnloadAsync(string version, CancellationToken ct) =>
        LetGoAsync(version, model => Host.Value.UnloadAsync(HostedModels.KeyOf(model.Id), ct), ct);

    /// <summary>A version that no endpoint could need may lose its session.</summary>
    private async Task<Result<ModelStatus>> LetGoAsync(
        string version, Func<RegisteredVersion, Task<Result<ModelStatus>>> change, CancellationToken ct)
    {
        var found = Find(version);
        if (!found.IsOk)
        {
            return found.Problem;
        }

        // Not while a rollout is on its way for which the model was made ready just now.
        return await gate.RunAsync(
            async () => UserOf(found.Value.Id, ledger.Current) is { } user
                ? Problem.Refused("in-use", $"{found.Value.Id} is in use: {user}.", "A standby that is not hot could not take traffic back.")
                : gate.IsHeld(found.Value.Id)
                    ? Problem.Refused("in-use", $"{found.Value.Id} is in use: a check of a release runs samples through it.", "Wait for the end of the check, and try again.")
                    : await change(found.Value),
            ct);
    }

    /// <summary>A release that was cold for want of this model can take traffic from here on.</summary>
    private async Task WarmUsersAsync(VersionId model, CancellationToken ct)
    {
        var world = ledger.Current;
        if (UserOf(model, world) is null)
        {
            return;
        }

        foreach (var endpoint in world.Routing.Endpoints.Values)
        {
            await loader.PrepareAllAsync(endpoint.Config, world, ct);
        }

        tables.Rebind(runtimes);
    }

    private Result<RegisteredVersion> Find(string version)
    {
        if (!VersionId.TryParse(version, out var id) || id.Asset.Kind != AssetKind.Model)
        {
            return Problem.Invalid("version", "A hosted model is named like model/NAME@1.2.3.");
        }

        if (!Host.IsOk)
        {
            return Host.Problem;
        }

        return ledger.Current.Registry.TryFind(id, out var found) ? found : Problem.NotFound("version", version, "See them all: backstay version list.");
    }

    private Result<ModelStatus> StatusOf(VersionId id) => Host.Value.TryFind(HostedModels.KeyOf(id), out var status)
        ? status
        : Problem.Unavailable("unloaded", $"{id} was unloaded again at once.", "Try again.");

    private static string? UserOf(VersionId model, WorldState world)
    {
        foreach (var (endpoint, traffic) in world.Rollouts.Traffic)
        {
            foreach (var release in traffic.Reachable)
            {
                if (world.Releases.Releases[release].Fact.Parts.Model == model)
                {
                    return $"release {release} at endpoint {endpoint}";
                }
            }
        }

        return null;
    }
}
