using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Gateway;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Backstay.Server.Alerts;
using Backstay.Server.Api;
using Backstay.Server.Decisions;
using Backstay.Server.Degraded;
using Backstay.Server.Live;
using Backstay.Server.Loops;
using Backstay.Server.Metrics;
using Backstay.Server.Security;

namespace Backstay.Server.Node;

// Two halves: what answers callers, and what needs the ledger. The second may come later than the first.
public sealed partial class BackstayNode
{
    /// <summary>What answers callers; it does not listen yet, and has no table.</summary>
    /// <param name="world">Whose rollouts run, and who may call.</param>
    private DataPlane BuildPlane(NodeStart start, WorldState world, DegradedTelemetry telemetry, byte[] unitKey)
    {
        var (time, loggers) = (start.Time, start.Loggers);
        DataPlane? plane = null;
        Own(telemetry);
        TellUnknownHoles(telemetry, world, loggers.CreateLogger<BackstayNode>());
        var kept = new LastTable(start.Layout.Table, loggers.CreateLogger<LastTable>());
        var escapes = new HeldEscapes(Own(DegradedEscapes.Open(start.Layout.Escapes, world, loggers.CreateLogger<DegradedEscapes>())), kept);
        var host = OpenHost(start.Options, time, loggers, key => plane?.IsNeeded(key) ?? true);
        var feed = new JudgeFeed();
        var authenticator = new CallerAuthenticator(() => (plane?.Current() ?? world).Governance, time);
        var gateway = Own(GatewayListener.Build(start.Options, start.Logging, services =>
        {
            services.AddSingleton(time);
            services.AddSingleton<IIdSource>(start.Ids);
            services.AddSingleton<IDecisionSink>(new DecisionFan([telemetry, feed]));
            services.AddSingleton<IEscapeNotes>(escapes);
            services.AddSingleton<ICallerGate>(new GatewayCallerGate(authenticator));
            services.Configure<GatewayOptions>(options => options.UnitKey = unitKey);
            if (host is not null)
            {
                services.AddSingleton<IHostedModels>(new HostedModels(host));
            }
        }));
        return plane = new DataPlane(world)
        {
            Telemetry = telemetry,
            Kept = kept,
            Authenticator = authenticator,
            Host = host,
            Gateway = gateway,
            Feed = feed,
        };
    }

    /// <summary>Everything that needs the ledger, from the table that the gateway serves to the control API, which does not listen yet.</summary>
    private async Task<ControlApi> AttachAsync(NodeStart start, OpenedLedger opened, DataPlane plane, CancellationToken ct)
    {
        var (options, time, loggers) = (start.Options, start.Time, start.Loggers);
        var logger = loggers.CreateLogger<BackstayNode>();
        var (ledger, listeners) = (opened.Session, opened.Listeners);
        var (tables, runtimes) = (plane.Tables, plane.Runtimes);
        plane.Current = () => ledger.Current;
        plane.Telemetry.TakeRunning(() => RunningIn(ledger.Current));

        // 1. Everything that the gateway could be sent to is hot before its table names it.
        var objects = OpenObjects(start.Layout.Root, logger);
        var loader = new ReleaseLoader(objects, plane.Host, plane.Gateway.Services.GetRequiredService<ReleaseRuntimeFactory>(), runtimes);
        ledger.Sequencer.IsCold = loader.IsCold;
        foreach (var endpoint in ledger.Current.Routing.Endpoints.Values)
        {
            foreach (var (release, problem) in await loader.PrepareAllAsync(endpoint.Config, ledger.Current, ct))
            {
                LogCold(logger, endpoint.Config.Endpoint, release, problem);
            }
        }

        var keeper = listeners.Add(new TableKeeper(tables, runtimes, plane.Kept, (ledger.Origin, ledger.Tree.RootAt)));
        keeper.Publish(ledger.Current);
        var gate = Own(new TrafficGate());
        var unused = listeners.Add(new UnusedReleases(
            () => ledger.Current, gate, runtimes, plane.Host, time, loggers.CreateLogger<UnusedReleases>()));
        plane.IsNeeded = unused.IsKept;
        start.Phases.End("gateway");

        // 2. Loops. Judges of the last good table end before those of the ledger begin: both hear the same feed.
        var told = OpenAlerts(start.Layout.Alerts, ledger.Current.Position, logger);
        var alerts = listeners.Add(Own(new AlertLoop(Own(new HttpClient()), told, options.Webhooks, time, loggers.CreateLogger<AlertLoop>())));
        alerts.Resume(ledger.Current);
        if (_withoutLedger is { } judges)
        {
            await judges.DisposeAsync();
        }

        var judged = new JudgeView();
        var judge = new JudgeLoop(
            ledger.Sequencer, plane.Telemetry, objects, new JudgeEscapeTaker(tables), (plane.Feed, judged), time, new JudgeLoopOptions(), loggers.CreateLogger<JudgeLoop>());
        var loops = OwnLoops(loggers, time);
        loops.Start("sequencer", ledger.Sequencer.RunAsync);
        loops.Start("alerts", alerts.RunAsync);
        loops.Start("judge", judge.RunAsync);
        loops.StartBeside("unused releases", unused.RunAsync);
        loops.StartBeside("escape notes", new EscapeNoteLoop(tables, time).RunAsync);
        loops.StartBeside("ledger files", new LedgerFileWatch((ledger, opened.Store), plane.Telemetry, time, loggers.CreateLogger<LedgerFileWatch>()).RunAsync);
        loops.StartBeside("admin access", new AdminAccessWatch(() => ledger.Current.Governance, time, loggers.CreateLogger<AdminAccessWatch>()).RunAsync);
        loops.StartBeside("last table", new LastTableLoop(plane.Kept, time).RunAsync);

        // 3. The control API.
        return new ControlApi(loops, () => ApiApplication.Build(options, start.Logging, services =>
        {
            services.AddSingleton(time);
            services.AddSingleton<IIdSource>(start.Ids);
            services.AddSingleton(options);
            services.AddSingleton(ledger);
            services.AddSingleton<IObjectStore>(objects);
            services.AddSingleton(alerts);
            services.AddSingleton(plane.Authenticator);
            services.AddSingleton<IDecisionStore>(plane.Telemetry);
            services.AddSingleton<IMetricSource>(new TelemetryMetrics(() => (plane.Telemetry.Dropped, plane.Telemetry.Store?.ExpiredOutcomes ?? 0), plane.Feed));
            services.AddSingleton<IMetricSource>(new DegradedMetrics(trouble: null, plane.Kept));
            services.AddSingleton<IOutcomeFeed>(new JudgeOutcomes(plane.Feed));
            services.AddSingleton<IRolloutMonitor>(new RolloutMonitor(judged, tables.NotReady));
            services.AddSingleton(loader);
            services.AddSingleton(gate);
            services.AddSingleton(runtimes);
            services.AddSingleton(tables);
            services.AddSingleton(plane.Gateway.Services.GetRequiredService<GatewayMetrics>());
            services.AddSingleton(new ReleaseProbe(time));
            services.AddSingleton(new UnitDigests(opened.Installation.UnitKey));
            services.AddSingleton(new NodeHost(plane.Host));
            services.AddSingleton(new NodeNotes(
                plane.Telemetry.Store is null ? NodeNotes.NoTelemetry : null, objects.IsReadOnly ? NodeNotes.NoObjects : null));
        }));
    }

    /// <summary>The control API that listens, or is about to, is this one.</summary>
    private WebApplication OwnApi(WebApplication api, LoopGroup loops)
    {
        ApiServices = api.Services;
        loops.StartBeside("live history", api.Services.GetRequiredService<LiveHistory>().RunAsync);
        return Own(api);
    }

    /// <param name="Loops">What runs beside it.</param>
    /// <param name="Build">Makes it, as often as it takes until one listens.</param>
    private sealed record ControlApi(LoopGroup Loops, Func<WebApplication> Build);
}
