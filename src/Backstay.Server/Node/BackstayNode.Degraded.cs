using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Upstreams;
using Backstay.Server.Degraded;
using Backstay.Server.Loops;
using Backstay.Server.Metrics;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Server.Node;

// Without the ledger. No sequencer runs, so nothing is ever committed: a judge's breach takes the escape and waits, and no
// step passes.
public sealed partial class BackstayNode
{
    private volatile LedgerTrouble? _degraded;

    private async Task StartDegradedAsync(LedgerTrouble trouble, ServingImage image, NodeStart start, CancellationToken ct)
    {
        _degraded = trouble;
        var (options, time, loggers) = (start.Options, start.Time, start.Loggers);
        var logger = loggers.CreateLogger<BackstayNode>();
        LogDegraded(logger, trouble.Code, trouble.Reason, image.Head.Position, trouble.WayOut);
        var world = image.ToWorld();
        OpenListener.Refuse(options, world.Governance, time.GetUtcNow());
        var sequencer = new Sequencer(LedgerSession.Workspace, Own(new NoLedger(trouble)), world, [], (time, start.Ids), new SequencerOptions());

        // 1. The gateway with the last good table and the escapes that stand. What can't be written is done without: telemetry,
        // new objects, notes of escapes.
        var plane = BuildPlane(start, world, DegradedTelemetry.Open(start.Layout.Decisions, time, () => RunningIn(world)), Installation.ReadUnitKey(start.Layout));
        var (tables, runtimes) = (plane.Tables, plane.Runtimes);
        var objects = OpenObjects(start.Layout.Root, logger);
        var loader = new ReleaseLoader(objects, plane.Host, plane.Gateway.Services.GetRequiredService<ReleaseRuntimeFactory>(), runtimes);
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

        // 2. Rollouts that run are judged: a bad canary still loses its traffic.
        _withoutLedger = OwnLoops(loggers, time);
        var judge = new JudgeLoop(
            sequencer, plane.Telemetry, objects, new JudgeEscapeTaker(tables), (plane.Feed, new JudgeView()), time, new JudgeLoopOptions(), loggers.CreateLogger<JudgeLoop>());
        _withoutLedger.Start("judge", judge.RunAsync);
        _withoutLedger.StartBeside("escape notes", new EscapeNoteLoop(tables, time).RunAsync);

        // 3. Both listeners.
        var api = DegradedApi.Build(options, start.Logging, () => (_degraded ?? trouble).ToProblem(image.Head.Position), services =>
        {
            services.AddSingleton(time);
            services.AddSingleton(plane.Authenticator);
            services.AddSingleton(plane.Gateway.Services.GetRequiredService<GatewayMetrics>());
            services.AddSingleton(new NodeHost(plane.Host));
            services.AddSingleton<IMetricSource>(new DegradedMetrics(trouble, last: null));
            services.AddSingleton<IMetricSource>(plane.Telemetry);
            services.AddSingleton<IMetricSource, RoutingMetrics>();
            services.AddSingleton<IMetricSource, ProcessMetrics>();
        });
        var listener = new StoppedListener(api);
        _owned.Push(listener);
        ApiServices = api.Services;
        await ListenAsync(api, plane.Gateway, options, ct);

        // 4. What passes by itself is waited for.
        if (trouble.Passes)
        {
            _recovery = NewLoops(loggers, time);
            _recovery.Start("ledger", stop => RecoverAsync(start, image, plane, listener, stop));
        }
    }

    private static FolderObjectStore OpenObjects(string dataFolder, ILogger logger)
    {
        var objects = FolderObjectStore.OpenAsFarAsPossible(dataFolder, out var refused);
        if (refused is not null)
        {
            LogSideFile(logger, "The folder of objects", refused.Message, "Nothing can be stored; what can be read is served. Mend the folder, then restart.");
        }

        return objects;
    }

    [LoggerMessage(
        EventId = EventIds.Degraded,
        Level = LogLevel.Critical,
        Message = "No ledger ({Code}): {Reason} The gateway serves its last good table, of position {Position}. {WayOut}")]
    private static partial void LogDegraded(ILogger logger, string code, string reason, long position, string wayOut);
}
