using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Backstay.Client.Releases;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Backstay.Hosting;
using Backstay.Server.Endpoints;
using Backstay.Server.Node;
using Backstay.Server.Releases;
using Backstay.Server.Rollouts;
using Backstay.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Backstay.Server.Tests.Traffic;

/// <summary>
/// A ledger in memory and the parts that make releases ready, without listeners: each release rN has a data processor of its
/// own, whose content can be held back or lost.
/// </summary>
internal sealed class ReadinessRig : IObjectStore, IAsyncDisposable
{
    public static readonly Name Endpoint = Name.Parse("delay");
    private static readonly Name Backend = Name.Parse("main");
    private static readonly Name Database = Name.Parse("database");
    private static readonly Actor Ann = new("ann", null, null);
    private static readonly IOptions<GatewayOptions> Options = Microsoft.Extensions.Options.Options.Create(new GatewayOptions());
    private readonly MemoryObjectStore _objects = new();
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ReleaseRuntimes _runtimes = new();
    private readonly ReleaseRuntimeFactory _factory;
    private readonly TrafficGate _gate = new();
    private readonly LedgerSession _ledger;
    private readonly Task _running;
    private readonly Dictionary<Name, Digest> _processors = [];
    private (Digest Of, TaskCompletionSource Asked, TaskCompletionSource Release)? _held;
    private int _commands;

    private ReadinessRig(LedgerSession ledger, TemporaryFolder folder, ModelHost? host)
    {
        _folder = folder;
        _ledger = ledger;
        _running = ledger.Sequencer.RunAsync(_stop.Token);
        _factory = new ReleaseRuntimeFactory(Options, host is null ? null : new HostedModels(host));
        Host = host;
        Loader = new ReleaseLoader(this, host, _factory, _runtimes);
        ledger.Sequencer.IsCold = Loader.IsCold;
        Unused = new UnusedReleases(() => _ledger.Current, _gate, _runtimes, host, Clock, NullLogger<UnusedReleases>.Instance);
    }

    public ReleaseLoader Loader { get; }

    /// <summary>Null where backends are elsewhere.</summary>
    public ModelHost? Host { get; }

    public UnusedReleases Unused { get; }

    /// <summary>What an operator does to a release's model by hand.</summary>
    public async Task<Result<ModelStatus>> ByHandAsync(int release, Func<HostControl, string, Task<Result<ModelStatus>>> change)
    {
        await using var gateway = new ServiceCollection().AddGateway().BuildServiceProvider();
        var control = new HostControl(new NodeHost(Host), Loader, _ledger, _gate, gateway.GetRequiredService<GatewayTables>(), _runtimes);
        return await change(control, ModelOf(release).ToString());
    }

    /// <summary>Runs samples through a release.</summary>
    public Task<Result<CheckRun>> CheckAsync(Name release, int samples, CancellationToken ct) =>
        new ReleaseChecker(_ledger, _gate, Loader, new ReleaseProbe(TimeProvider.System)).RunAsync(
            release,
            new CheckReleaseRequest { Endpoint = Endpoint, Samples = [.. Enumerable.Range(0, samples).Select(_ => JsonElement.Parse("""{"a":1}"""))] },
            ct);

    /// <summary>Whose monotonic time stands until it is moved on.</summary>
    public StandingClock Clock { get; } = new();

    public EndpointTraffic Traffic => World.Rollouts.TrafficOf(Endpoint);

    public EndpointConfig Config => World.Routing.Endpoints[Endpoint].Config;

    private WorldState World => _ledger.Current;

    /// <param name="needsDatabase">Whether r2 requires version 1.0.0 of a database (<see cref="SetDatabaseAsync"/>).</param>
    /// <param name="engine">Null: backends are elsewhere; else models are hosted by it.</param>
    public static async Task<ReadinessRig> StartAsync(int releases, CancellationToken ct, IModelRuntime? engine = null, bool needsDatabase = false)
    {
        var folder = new TemporaryFolder();
        var ids = new SystemIdSource();
        var installation = Installation.Open(new DataLayout(folder.FullPath), LedgerSession.Workspace, ids);
        var rig = new ReadinessRig(
            await LedgerSession.OpenAsync(new MemoryLedgerStore(), installation, [], (TimeProvider.System, ids), ct),
            folder,
            engine is null ? null : new ModelHost(engine, new ModelHostOptions(), TimeProvider.System));
        await rig.DeclareAsync("http://a.example/", ct);
        for (var i = 1; i <= releases; i++)
        {
            await rig.ProposeAsync(i, needsDatabase, ct);
        }

        return rig;
    }

    public async Task DeclareAsync(string url, CancellationToken ct)
    {
        var command = new DeclareEndpoint(
            new EndpointConfig
            {
                Endpoint = Endpoint,
                Stage = EndpointStage.Production,
                Owner = "team",
                Backends = [Host is null ? new BackendConfig(Backend, BackendProtocol.Oip, new Uri(url), null, true) : new BackendConfig(Backend, BackendProtocol.Hosted, null, null, true)],
                Demands = new ReleaseDemands([], []),
            },
            "why");
        var declared = await new EndpointDeclarer(_ledger, Loader, _gate, TimeProvider.System).DeclareAsync(command, Ann, () => SubmitAsync(command), ct);
        Assert.True(declared.IsOk, declared.Problem?.ToString());
    }

    public async Task StartAsync(Name release, CancellationToken ct)
    {
        var command = new StartRollout(
            Endpoint, release,
            new RolloutPlan
            {
                Steps = [new(StepKind.Canary, 5_000, 1, 0)],
                Guards = [new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
            },
            "why");
        var started = await new RolloutStarter(_ledger, Loader, _gate, TimeProvider.System).StartAsync(command, Ann, () => SubmitAsync(command), ct);
        Assert.True(started.IsOk, started.Problem?.ToString());
    }

    /// <summary>Serves these one after the other; the last is current.</summary>
    public async Task ServeAsync(CancellationToken ct, params Name[] releases)
    {
        foreach (var release in releases)
        {
            await StartAsync(release, ct);
            if (Traffic.Active is { } active)
            {
                Assert.True((await SubmitAsync(new PassStep(active.Rollout, Endpoint, active.Step, 0, []))).IsOk);
            }
        }

        Assert.Equal(releases[^1], Traffic.Current);
    }

    /// <summary>Says which version of what r2 requires is there.</summary>
    public Task SetDatabaseAsync(string version) => MustAsync(new SetSystem(Database, SemanticVersion.Parse(version), "why"));

    /// <summary>Ends the active rollout badly; where traffic went.</summary>
    public async Task<Name> AbortAsync()
    {
        var rollout = Traffic.Active?.Rollout ?? throw new InvalidOperationException("There is no rollout.");
        return (await SubmitAsync(new AbortRollout(rollout, "why"))).Value.Facts.Select(f => f.Fact).OfType<RolledBack>().Single().To;
    }

    public ModelState? StateOf(int release) =>
        Host is not null && Host.TryFind(HostedModels.KeyOf(ModelOf(release)), out var status) ? status.State : null;

    /// <summary>Loads a model as by hand.</summary>
    public async Task<Problem?> LoadAsync(int release, CancellationToken ct) =>
        await Loader.LoadModelAsync(VersionContent.Of(World.Registry[ModelOf(release)]), ct);

    public async Task<Result<Name>> RollBackAsync(Name? to, CancellationToken ct)
    {
        var prepared = await new RollbackPreparer(_ledger, Loader).PrepareAsync(new RollBack(Endpoint, to, "why"), ct);
        var submitted = prepared.IsOk ? await SubmitAsync(prepared.Value) : prepared.Problem;
        return submitted.Map(receipt => receipt.Facts.Select(f => f.Fact).OfType<RolledBack>().Single().To);
    }

    public Client.Releases.ReleaseReadiness ReadinessOf(Name release) => Loader.ReadinessOf(Config, release, World);

    /// <summary>As after a restart that could not make it ready.</summary>
    public void MakeCold(Name release)
    {
        var target = TableCompiler.Target(Config, World.Releases.Releases[release]);
        Assert.True(target is not null && _runtimes.Remove(Endpoint.ToString(), target));
    }

    /// <summary>The release's processor is damaged where it is kept.</summary>
    public void Damage(Name release) => _objects.Damage(_processors[release], _ => []);

    /// <summary>The next reading of the release's processor waits for <c>Release</c>.</summary>
    public (Task Asked, TaskCompletionSource Release) Hold(Name release)
    {
        var held = (_processors[release], NewSource(), NewSource());
        _held = held;
        return (held.Item2.Task, held.Item3);
    }

    public async Task<Result<Stream>> OpenAsync(Digest digest, CancellationToken ct)
    {
        if (_held is { } held && held.Of == digest)
        {
            _held = null;
            held.Asked.SetResult();
            await held.Release.Task.WaitAsync(ct);
        }

        return await _objects.OpenAsync(digest, ct);
    }

    public Task<Result<ObjectInfo>> PutAsync(Stream content, Digest? expected, long maxBytes, CancellationToken ct) => _objects.PutAsync(content, expected, maxBytes, ct);

    public ValueTask<ObjectInfo?> FindAsync(Digest digest, CancellationToken ct) => _objects.FindAsync(digest, ct);

    public IAsyncEnumerable<ObjectInfo> ListAsync(CancellationToken ct) => _objects.ListAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _factory.Dispose();
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        _gate.Dispose();
        _ledger.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private static VersionId ModelOf(int release) => VersionId.Parse($"model/m@{release}.0.0");

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ProposeAsync(int number, bool needsDatabase, CancellationToken ct)
    {
        var name = Name.Parse($"r{number}");
        var model = ModelOf(number);
        var processor = VersionId.Parse($"data-processor/p@{number}.0.0");
        var content = Encoding.UTF8.GetBytes($$"""
            {"inputs":[{"tensor":"x","datatype":"FP32","fields":[{"field":"a","scale":{{number}}.5}]}],"outputs":[{"field":"y","tensor":"y","index":0}]}
            """);
        using var stream = new MemoryStream(content);
        var put = await _objects.PutAsync(stream, null, content.Length, ct);
        _processors[name] = put.Value.Digest;
        ImmutableArray<TensorSpec> tensor = [TensorSpec.Create("x", TensorType.Fp32, [1]).Value];
        using var file = new MemoryStream([(byte)number]);
        await _objects.PutAsync(file, null, 1, ct);
        await MustAsync(Registration(model, Digest.Of([(byte)number]), 1) with { Model = new ModelDescription("linear", tensor, tensor) });
        await MustAsync(Registration(processor, put.Value.Digest, content.Length));
        await MustAsync(new ProposeRelease(
            name, new ReleaseParts(model, ImmutableSortedDictionary<string, VersionId>.Empty, processor, null, null, null), Backend,
            number == 2 && needsDatabase ? [new SystemRequirement(Database, VersionRange.Parse(">=1.0.0"))] : [], "team", "why"));
    }

    private static RegisterVersion Registration(VersionId version, Digest content, long size) =>
        new(version, new ContentDigest(ContentScheme.File, content), [new ContentFile("f", content, size)], "team", "answers", "why");

    private async Task MustAsync(ICommand command)
    {
        var answer = await SubmitAsync(command);
        Assert.True(answer.IsOk, answer.Problem?.ToString());
    }

    private Task<Result<CommandReceipt>> SubmitAsync(ICommand command) =>
        _ledger.Sequencer.SubmitAsync(new Submission(command, Ann, $"c{Interlocked.Increment(ref _commands)}"), _stop.Token);
}

/// <summary>Monotonic time that only a test moves on.</summary>
internal sealed class StandingClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
