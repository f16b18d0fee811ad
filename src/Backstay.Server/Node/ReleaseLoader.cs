using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Registry;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Backstay.Hosting;

namespace Backstay.Server.Node;

/// <summary>
/// Makes releases hot: the model loaded and warmed up, the data processor compiled, the backend's client made. Done
/// before a command that gives a release traffic is submitted, so that no traffic ever meets a cold release.
/// </summary>
internal sealed class ReleaseLoader(
    IObjectStore objects, ModelHost? host, ReleaseRuntimeFactory factory, ReleaseRuntimes runtimes)
{
    private const int MaxProcessorBytes = 1024 * 1024;

    private static readonly Result<ModelStatus> WasCold = Problem.Unavailable(ModelHost.ColdCode, "It is not warm.");

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The release's runtime at an endpoint, loaded if it was not.</summary>
    public async Task<Result<ReleaseRuntime>> PrepareAsync(
        EndpointConfig endpoint, Name release, WorldState world, CancellationToken ct)
    {
        if (!world.Releases.Releases.TryGetValue(release, out var found))
        {
            return Problem.NotFound("release", release.ToString());
        }

        if (TableCompiler.Target(endpoint, found) is not { } target)
        {
            var known = string.Join(", ", endpoint.Backends.Select(backend => $"'{backend.Name}'"));
            return Problem.Refused(
                "no-backend",
                $"Endpoint {endpoint.Endpoint} has no backend '{found.Fact.Backend}'.",
                $"Declare the endpoint with it, name an endpoint that has it, or propose a release for one of this endpoint's: {known}.") with
            { Field = "endpoint" };
        }

        return await PrepareAsync(endpoint, target, version => VersionContent.Of(world.Registry[version]), ct);
    }

    /// <summary>A target's runtime at an endpoint, loaded if it was not.</summary>
    /// <param name="contents">What the target's versions are made of.</param>
    public async Task<Result<ReleaseRuntime>> PrepareAsync(
        EndpointConfig endpoint, RouteTarget target, Func<VersionId, VersionContent> contents, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return await Prepare_NeedsGateAsync(endpoint, target, contents, ct);
        }
        catch (Exception unread) when (ObjectReadFailure.Translate(unread) is { } problem)
        {
            // A damaged file is its release's trouble: the others, and a node that starts, are to go on.
            return problem;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Everything that the endpoint could be sent to, now or by a rollback.</summary>
    /// <returns>What could not be made hot, by release.</returns>
    public async Task<IReadOnlyList<(Name Release, Problem Problem)>> PrepareAllAsync(
        EndpointConfig endpoint, WorldState world, CancellationToken ct)
    {
        var traffic = world.Rollouts.TrafficOf(endpoint.Endpoint);
        var failures = new List<(Name, Problem)>();
        foreach (var release in traffic.Reachable)
        {
            var prepared = await PrepareAsync(endpoint, release, world, ct);
            if (!prepared.IsOk)
            {
                failures.Add((release, prepared.Problem));
            }
        }

        return failures;
    }

    /// <summary>Whether the release could answer at the endpoint this very moment. Never waits.</summary>
    public ReleaseReadiness ReadinessOf(EndpointConfig endpoint, Name release, WorldState world) =>
        world.Releases.Releases.TryGetValue(release, out var found)
        && TableCompiler.Target(endpoint, found) is { } target
        && runtimes.Find(endpoint.Endpoint.ToString(), target) is not null
        && IsHot(target)
            ? ReleaseReadiness.Hot
            : ReleaseReadiness.Cold;

    /// <summary>For the sequencer, which asks it before a rollback has to choose (<see cref="Core.World.Sequencing.Sequencer.IsCold"/>).</summary>
    public bool IsCold(WorldState world, Name endpoint, Name release) =>
        !world.Routing.Endpoints.TryGetValue(endpoint, out var declared) || ReadinessOf(declared.Config, release, world) != ReleaseReadiness.Hot;

    private async Task<Result<ReleaseRuntime>> Prepare_NeedsGateAsync(
        EndpointConfig endpoint, RouteTarget target, Func<VersionId, VersionContent> contents, CancellationToken ct)
    {
        if (runtimes.Find(endpoint.Endpoint.ToString(), target) is { } ready && IsHot(target))
        {
            return ready;
        }

        var model = contents(target.Model);
        if (target.Backend.Protocol == BackendProtocol.Hosted && await LoadModelAsync(model, ct) is { } notLoaded)
        {
            return notLoaded;
        }

        var processor = await ReadProcessorAsync(target.Processor, contents, ct);
        if (!processor.IsOk)
        {
            return processor.Problem;
        }

        var signature = model.Model is { } described
            ? new ModelSignature(described.InputSchema, described.OutputSchema)
            : ModelSignature.Unknown;
        var runtime = factory.Create(endpoint.Endpoint, target, processor.Value, signature);
        if (runtime.IsOk)
        {
            runtimes.Set(endpoint.Endpoint.ToString(), runtime.Value);
        }

        return runtime;
    }

    private bool IsHot(RouteTarget target) =>
        target.Backend.Protocol != BackendProtocol.Hosted
        || (host is not null && host.TryFind(HostedModels.KeyOf(target.Model), out var status) && status.State == ModelState.Hot);

    /// <summary>Loads a model version from its file, which may be warm, and warms it up; null when it is hot.</summary>
    public async Task<Problem?> LoadModelAsync(VersionContent model, CancellationToken ct)
    {
        if (host is null)
        {
            return NodeHost.Missing;
        }

        if (!FileOf(model).TryGet(out var file, out var notOne))
        {
            return notOne;
        }

        var key = HostedModels.KeyOf(model.Version);
        var loaded = host.TryFind(key, out var known) && known.State == ModelState.Warm && known.Content == file
            ? await host.LoadAsync(key, ModelWarmUp.Zeros, ct)
            : WasCold;
        if (loaded.Problem is { Code: ModelHost.ColdCode })
        {
            var content = await objects.MapAsync(file, host.MaxModelBytes, ct);
            loaded = content.IsOk ? await host.LoadAsync(key, content.Value, ModelWarmUp.Zeros, ct) : content.Problem;
        }

        if (!loaded.IsOk)
        {
            return Named(model.Version, loaded.Problem);
        }

        if (model.Model is not { } declared
            || SchemaCheck.Check(model.Version.ToString(), declared.InputSchema, declared.OutputSchema, loaded.Value) is not { } mismatch)
        {
            return null;
        }

        // Nobody was promised it, so nobody has it: it goes as it came.
        await host.UnloadAsync(key, ct);
        return mismatch;
    }

    /// <summary>Maps and verifies a model version's file, so that a load needs no disk; null when it is warm, or hot already.</summary>
    public async Task<Problem?> WarmModelAsync(VersionContent model, CancellationToken ct)
    {
        if (host is null)
        {
            return NodeHost.Missing;
        }

        if (!FileOf(model).TryGet(out var file, out var notOne))
        {
            return notOne;
        }

        try
        {
            var content = await objects.MapAsync(file, host.MaxModelBytes, ct);
            return content.IsOk ? (await host.WarmAsync(HostedModels.KeyOf(model.Version), content.Value, ct)).Problem : content.Problem;
        }
        catch (Exception unread) when (ObjectReadFailure.Translate(unread) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>The host speaks of a file; whoever starts a rollout has named none.</summary>
    private static Problem Named(VersionId version, Problem problem) => problem.Field?.Split('.', '[')[0] == "model"
        ? problem with
        {
            Message = $"{version} can't be loaded. {problem.Message}",
            Hint = problem.Hint ?? "Register a sound file under a new number; a version never changes.",
        }
        : problem;

    private static Result<Digest> FileOf(VersionContent model) => model.Files is [var file]
        ? file.Sha256
        : Problem.Refused("not-one-file", $"{model.Version} has {model.Files.Length} files; a hosted model is one ONNX file.");

    private async Task<Result<ReadOnlyMemory<byte>?>> ReadProcessorAsync(VersionId? id, Func<VersionId, VersionContent> contents, CancellationToken ct)
    {
        if (id is not { } processor)
        {
            return (ReadOnlyMemory<byte>?)null;
        }

        if (contents(processor).Files is not [var file] || file.Size > MaxProcessorBytes)
        {
            return Problem.Refused("processor-content", $"{processor} must be one JSON file of at most {MaxProcessorBytes} bytes.");
        }

        var content = await objects.OpenAsync(file.Sha256, ct);
        if (!content.IsOk)
        {
            return content.Problem;
        }

        await using var stream = content.Value;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, ct);
        return (ReadOnlyMemory<byte>?)bytes.ToArray();
    }
}
