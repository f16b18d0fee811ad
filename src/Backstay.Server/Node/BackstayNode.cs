using System.Text.Json;
using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Routing;
using Backstay.Gateway;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Backstay.Hosting;
using Backstay.Hosting.Onnx;
using Backstay.Server.Alerts;
using Backstay.Server.Api;
using Backstay.Server.Decisions;
using Backstay.Server.Degraded;
using Backstay.Server.Live;
using Backstay.Server.Loops;
using Backstay.Server.Metrics;
using Backstay.Server.Security;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Node;

/// <summary>
/// Everything in one process: ledger, objects, gateway, model host, judge, control API. Started in the order in which
/// parts need each other; the gateway listens last, when everything that it could be sent to is hot. Where the ledger can't be
/// opened and a last good table is there, the node runs degraded: the gateway and the judges' escapes, and nothing else.
/// </summary>
public sealed partial class BackstayNode : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _owned = new();
    private LoopGroup? _loops;

    private BackstayNode()
    {
    }

    /// <summary>Where the control API listens.</summary>
    public Uri Api { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Where callers call endpoints.</summary>
    public Uri Gateway { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Why the node runs without its ledger; null where it has it.</summary>
    public LedgerTrouble? Degraded { get; private set; }

    /// <summary>The control API's services, for tests that look at its routes.</summary>
    internal IServiceProvider ApiServices { get; private set; } = new ServiceCollection().BuildServiceProvider();

    /// <summary>Completes, faulted, when a part of the node that it can't do without has failed.</summary>
    public Task Failed => _loops?.Failed ?? Task.CompletedTask;

    public static async Task<BackstayNode> StartAsync(ServeOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken ct)
    {
        var node = new BackstayNode();
        try
        {
            await node.StartPartsAsync(options, time, logging, ct);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartPartsAsync(ServeOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken ct)
    {
        CollectorMode.Require();
        var phases = new StartPhases(time);
        var layout = new DataLayout(options.DataFolder);
        var ids = new SystemIdSource();
        var loggers = Own(LoggerFactory.Create(logging));

        // 1. The data folder is ours alone.
        var folder = Own(DataFolderLock.Take(layout.Root));

        // 2. This installation is itself. The ledger is replayed. Whoever follows its commits is added before the sequencer runs.
        var listeners = new CommitListeners();
        var last = LastTable.Read(layout.Table);
        Installation installation;
        SqliteLedgerStore store;
        LedgerSession ledger;
        try
        {
            installation = Installation.Open(layout, LedgerSession.Workspace, ids, options.NewKeys);
            (store, ledger) = await LedgerOpening.OpenAsync(layout, folder, installation, last, [listeners], (time, ids, phases, loggers), ct);
        }
        catch (Exception failure) when (LedgerTrouble.Of(failure, layout.Root) is { } trouble && last.IsOk)
        {
            await StartDegradedAsync(trouble, last.Value, layout, Installation.ReadUnitKey(layout), (options, time, logging, loggers), ct);
            return;
        }

        phases.End("replay");
        Own(store);
        Own(ledger);
        OpenListener.Refuse(options, ledger.Current.Governance, time.GetUtcNow());
        var logger = loggers.CreateLogger<BackstayNode>();
        TellUnreadTable(last, ledger.Current.Position, logger);
        IObjectStore objects = OpenObjects(layout.Root, logger);
        var decisions = OpenTelemetry(layout, ledger.Current, time, logger);
        var kept = new LastTable(layout.Table, loggers.CreateLogger<LastTable>());
        var escapes = new HeldEscapes(Own(DegradedEscapes.Open(layout.Escapes, ledger.Current, loggers.CreateLogger<DegradedEscapes>())), kept);
        UnusedReleases? unused = null;
        var host = OpenHost(options, time, loggers, key => unused?.IsKept(key) ?? true); // until the first look at them, all
        var feed = new JudgeFeed();
        var judged = new JudgeView();

        // 3. The gateway is built, with the escapes that were taken before, and everything it could be sent to made hot.
        var authenticator = new CallerAuthenticator(() => ledger.Current.Governance, time);
        var gateway = BuildGateway((options, time, logging), ids, new DecisionFan([decisions, feed]), escapes, authenticator, installation.UnitKey, host);
        var tables = gateway.Services.GetRequiredService<GatewayTables>();
        var runtimes = gateway.Services.GetRequiredService<ReleaseRuntimes>();
        var loader = new ReleaseLoader(objects, host, gateway.Services.GetRequiredService<ReleaseRuntimeFactory>(), runtimes);
        ledger.Sequencer.IsCold = loader.IsCold;
        foreach (var endpoint in ledger.Current.Routing.Endpoints.Values)
        {
            foreach (var (release, problem) in await loader.PrepareAllAsync(endpoint.Config, ledger.Current, ct))
            {
                LogCold(logger, endpoint.Config.Endpoint, release, problem);
            }
        }

        var keeper = listeners.Add(new TableKeeper(tables, runtimes, kept, (ledger.Origin, ledger.Tree.RootAt)));
        keeper.Publish(ledger.Current);
        var gate = Own(new TrafficGate());
        unused = listeners.Add(new UnusedReleases(
            () => ledger.Current, gate, runtimes, host, time, loggers.CreateLogger<UnusedReleases>()));

        phases.End("gateway");

        // 4. Loops.
        var told = OpenAlerts(layout.Alerts, ledger.Current.Position, logger);
        var alerts = listeners.Add(Own(new AlertLoop(Own(new HttpClient()), told, options.Webhooks, time, loggers.CreateLogger<AlertLoop>())));
        alerts.Resume(ledger.Current);
        _loops = Own(new LoopGroup(loggers.CreateLogger<LoopGroup>()));
        _loops.Start("sequencer", ledger.Sequencer.RunAsync);
        _loops.Start("alerts", alerts.RunAsync);
        var judge = new JudgeLoop(
            ledger.Sequencer,
            decisions,
            objects,
            new JudgeEscapeTaker(tables),
            (feed, judged),
            time,
            new JudgeLoopOptions(),
            loggers.CreateLogger<JudgeLoop>());
        _loops.Start("judge", judge.RunAsync);
        _loops.Start("unused releases", unused.RunAsync);
        _loops.Start("escape notes", new EscapeNoteLoop(tables, time).RunAsync);
        _loops.Start("last table", new LastTableLoop(kept, time).RunAsync);

        // 5. Both listeners: the control API, then the gateway.
        var api = Own(ApiApplication.Build(options, logging, services =>
        {
            services.AddSingleton(time);
            services.AddSingleton<IIdSource>(ids);
            services.AddSingleton(options);
            services.AddSingleton(ledger);
            services.AddSingleton(objects);
            services.AddSingleton(alerts);
            services.AddSingleton(authenticator);
            services.AddSingleton<IDecisionStore>(decisions);
            services.AddSingleton<IMetricSource>(new TelemetryMetrics(() => (decisions.Dropped, decisions.Store?.ExpiredOutcomes ?? 0), feed));
            services.AddSingleton<IMetricSource>(new DegradedMetrics(trouble: null, kept));
            services.AddSingleton<IOutcomeFeed>(new JudgeOutcomes(feed));
            services.AddSingleton<IRolloutMonitor>(new RolloutMonitor(judged));
            services.AddSingleton(loader);
            services.AddSingleton(gate);
            services.AddSingleton(runtimes);
            services.AddSingleton(tables);
            services.AddSingleton(gateway.Services.GetRequiredService<GatewayMetrics>());
            services.AddSingleton(new ReleaseProbe(time));
            services.AddSingleton(new UnitDigests(installation.UnitKey));
            services.AddSingleton(new NodeHost(host));
            services.AddSingleton(new NodeNotes(decisions.Store is null ? NodeNotes.NoTelemetry : null));
        }));
        ApiServices = api.Services;
        _loops.Start("live history", api.Services.GetRequiredService<LiveHistory>().RunAsync);
        await ListenAsync(api, gateway, options, ct);
        phases.End("listeners");
        phases.Log(logger, ledger.Current.Position);
    }

    /// <summary>The gateway on a listener of its own.</summary>
    private WebApplication BuildGateway(
        (ServeOptions Options, TimeProvider Time, Action<ILoggingBuilder> Logging) start,
        IIdSource ids,
        IDecisionSink decisions,
        IEscapeNotes escapes,
        CallerAuthenticator authenticator,
        byte[] unitKey,
        ModelHost? host) => Own(GatewayListener.Build(start.Options, start.Logging, services =>
        {
            services.AddSingleton(start.Time);
            services.AddSingleton(ids);
            services.AddSingleton(decisions);
            services.AddSingleton(escapes);
            services.AddSingleton<ICallerGate>(new GatewayCallerGate(authenticator));
            services.Configure<GatewayOptions>(gateway => gateway.UnitKey = unitKey);
            if (host is not null)
            {
                services.AddSingleton<IHostedModels>(new HostedModels(host));
            }
        }));

    private async Task ListenAsync(WebApplication api, WebApplication gateway, ServeOptions options, CancellationToken ct)
    {
        await api.StartAsync(ct);
        Api = ListeningAddress.Of(api);
        await gateway.StartAsync(ct);
        Gateway = ListeningAddress.Of(gateway);
        if (options.ReadyFile is { } readyFile)
        {
            DurableFile.Replace(readyFile, JsonSerializer.SerializeToUtf8Bytes(
                new { api = Api, gateway = Gateway, processId = Environment.ProcessId, degraded = Degraded?.Code }, WireJson.Options));
        }
    }

    /// <summary>The model host; null where the native runtime is not installed: everything else works without.</summary>
    private ModelHost? OpenHost(ServeOptions options, TimeProvider time, ILoggerFactory loggers, Func<ModelKey, bool> isNeeded)
    {
        var runtime = OnnxModelRuntime.Create(new OnnxRuntimeOptions());
        if (!runtime.IsOk)
        {
            LogNoHost(loggers.CreateLogger<BackstayNode>(), runtime.Problem, runtime.Problem.Hint);
            return null;
        }

        return Own(new ModelHost(runtime.Value, new ModelHostOptions { MemoryBudgetBytes = options.HostMemoryBytes }, time, isNeeded));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No model host: {Problem} {Hint}")]
    private static partial void LogNoHost(ILogger logger, Problem problem, string? hint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {Endpoint}: release {Release} stays cold: {Problem}")]
    private static partial void LogCold(ILogger logger, Name endpoint, Name release, Problem problem);

    private T Own<T>(T part)
    {
        _owned.Push(part switch
        {
            WebApplication application => new StoppedListener(application),
            IAsyncDisposable asynchronous => asynchronous,
            IDisposable disposable => new Synchronous(disposable),
            _ => throw new ArgumentException($"{typeof(T).Name} needs no owner.", nameof(part)),
        });
        return part;
    }

    /// <summary>Lets requests under way end, for a while, before the parts under them go.</summary>
    private sealed class StoppedListener(WebApplication application) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await application.StopAsync(CancellationToken.None);
            await application.DisposeAsync();
        }
    }

    private sealed class Synchronous(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
