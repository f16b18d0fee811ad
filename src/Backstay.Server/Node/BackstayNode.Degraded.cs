using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Backstay.Server.Degraded;
using Backstay.Server.Loops;
using Backstay.Server.Metrics;
using Backstay.Server.Security;
using Backstay.Storage.Objects.Folder;
using Start = (Backstay.Server.Node.ServeOptions Options, System.TimeProvider Time, System.Action<Microsoft.Extensions.Logging.ILoggingBuilder> Logging, Microsoft.Extensions.Logging.ILoggerFactory Loggers);

namespace Backstay.Server.Node;

// Without the ledger. No sequencer runs, so nothing is ever committed: a judge's breach takes the escape and waits, and no
// step passes. The process ends and starts again before it uses a ledger, since only a start replays one.
public sealed partial class BackstayNode
{
    private async Task StartDegradedAsync(
        LedgerTrouble trouble, ServingImage image, DataLayout layout, byte[] unitKey, Start start, CancellationToken ct)
    {
        Degraded = trouble;
        var (options, time, logging, loggers) = start;
        var logger = loggers.CreateLogger<BackstayNode>();
        LogDegraded(logger, trouble.Code, trouble.Reason, image.Head.Position, trouble.WayOut);
        var ids = new SystemIdSource();
        var world = image.ToWorld();
        OpenListener.Refuse(options, world.Governance, time.GetUtcNow());
        var sequencer = new Sequencer(LedgerSession.Workspace, Own(new NoLedger(trouble)), world, [], (time, ids), new SequencerOptions());

        // 1. What can't be written is done without: telemetry, new objects, notes of escapes.
        var telemetry = DegradedTelemetry.Open(layout.Decisions, time);
        if (telemetry.Store is { } store)
        {
            Own(store);
        }

        var escapes = Own(DegradedEscapes.Open(layout.Escapes, world, loggers.CreateLogger<DegradedEscapes>()));
        var objects = OpenObjects(layout.Root, logger);
        var host = OpenHost(options, time, loggers, _ => true);
        var feed = new JudgeFeed();

        // 2. The gateway with the last good table and the escapes that stand.
        var authenticator = new CallerAuthenticator(() => world.Governance, time);
        var gateway = BuildGateway((options, time, logging), ids, new DecisionFan([telemetry, feed]), escapes, authenticator, unitKey, host);
        var tables = gateway.Services.GetRequiredService<GatewayTables>();
        var runtimes = gateway.Services.GetRequiredService<ReleaseRuntimes>();
        var loader = new ReleaseLoader(objects, host, gateway.Services.GetRequiredService<ReleaseRuntimeFactory>(), runtimes);
        var contents = image.Parts.Versions.ToDictionary(content => content.Version);
        foreach (var route in image.Parts.Endpoints.Select(served => served.Route))
        {
            foreach (var target in ServingParts.TargetsOf(route).Distinct())
            {
                if ((await loader.PrepareAsync(route.Config, target, version => contents[version], ct)).Problem is { } problem)
                {
                    LogCold(logger, route.Config.Endpoint, target.Release, problem);
                }
            }
        }

        tables.Swap(image.ToTable(), runtimes);

        // 3. Rollouts that run are judged: a bad canary still loses its traffic.
        _loops = Own(new LoopGroup(loggers.CreateLogger<LoopGroup>()));
        var judge = new JudgeLoop(
            sequencer, telemetry, objects, new JudgeEscapeTaker(tables), (feed, new JudgeView()), time, new JudgeLoopOptions(), loggers.CreateLogger<JudgeLoop>());
        _loops.Start("judge", judge.RunAsync);
        _loops.Start("escape notes", new EscapeNoteLoop(tables, time).RunAsync);

        // 4. Both listeners.
        var api = Own(DegradedApi.Build(options, logging, trouble.ToProblem(image.Head.Position), services =>
        {
            services.AddSingleton(time);
            services.AddSingleton(authenticator);
            services.AddSingleton(gateway.Services.GetRequiredService<GatewayMetrics>());
            services.AddSingleton(new NodeHost(host));
            services.AddSingleton<IMetricSource>(new DegradedMetrics(trouble, last: null));
            services.AddSingleton<IMetricSource>(telemetry);
            services.AddSingleton<IMetricSource, RoutingMetrics>();
            services.AddSingleton<IMetricSource, ProcessMetrics>();
        }));
        ApiServices = api.Services;
        await ListenAsync(api, gateway, options, ct);
    }

    private static FolderObjectStore OpenObjects(string dataFolder, ILogger logger)
    {
        try
        {
            return FolderObjectStore.Open(dataFolder);
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            LogSideFile(logger, "The folder of objects", readOnly.Message, "Nothing can be stored; what can be read is served. Mend the folder, then restart.");
            return FolderObjectStore.OpenForReading(dataFolder);
        }
    }

    [LoggerMessage(
        EventId = EventIds.Degraded,
        Level = LogLevel.Critical,
        Message = "No ledger ({Code}): {Reason} The gateway serves its last good table, of position {Position}. {WayOut}")]
    private static partial void LogDegraded(ILogger logger, string code, string reason, long position, string wayOut);
}
