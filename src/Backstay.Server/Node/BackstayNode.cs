using System.Text.Json;
using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Hosting;
using Backstay.Hosting.Onnx;
using Backstay.Server.Degraded;
using Backstay.Storage;

namespace Backstay.Server.Node;

/// <summary>
/// Everything in one process: ledger, objects, gateway, model host, judge, control API. Started in the order in which
/// parts need each other; the gateway listens last, when everything that it could be sent to is hot. Where the ledger can't be
/// opened and a last good table is there, the node runs degraded: the gateway and the judges' escapes, and nothing else.
/// </summary>
public sealed partial class BackstayNode : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string? _readyFile;

    private BackstayNode()
    {
    }

    /// <summary>Where the control API listens.</summary>
    public Uri Api { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Where callers call endpoints.</summary>
    public Uri Gateway { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Why the node runs without its ledger; null where it has it, which may come later.</summary>
    public LedgerTrouble? Degraded => _degraded;

    /// <summary>The control API's services, for tests that look at its routes.</summary>
    internal IServiceProvider ApiServices { get; private set; } = new ServiceCollection().BuildServiceProvider();

    /// <summary>Completes, faulted, when a part of the node that it can't do without has failed.</summary>
    public Task Failed => _failed.Task;

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

    /// <summary>
    /// Takes no more requests at either address, and gives those under way <see cref="ServeOptions.ShutdownTimeout"/> in all to be
    /// answered. Then dispose it.
    /// </summary>
    /// <param name="hurry">Cuts off what is still under way.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        if (_recovery is { } recovery)
        {
            await recovery.DisposeAsync(); // it adds parts, and writes the ready file
        }

        RemoveReadyFile();
        await Task.WhenAll([.. _owned.OfType<StoppedListener>().Select(listener => listener.StopAsync(hurry))]);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        while (_owned.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    /// <summary>Nobody answers at the addresses in it any more. Where its folder is gone, so is it; the orderly end goes on in any case.</summary>
    private void RemoveReadyFile()
    {
        try
        {
            if (_readyFile is { } over)
            {
                File.Delete(over);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It can't be removed: whoever waits for the next server's looks at its process id.
        }
    }

    private async Task StartPartsAsync(ServeOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken ct)
    {
        CollectorMode.Require();
        var phases = new StartPhases(time);
        var layout = new DataLayout(options.DataFolder);
        var loggers = Own(LoggerFactory.Create(logging));

        // 1. The data folder is ours alone.
        var folder = Own(DataFolderLock.Take(layout.Root));
        var start = new NodeStart(options, time, logging, loggers, layout, new SystemIdSource(), folder, phases);

        // Whoever waits for the file must not take the addresses of the process before for ours.
        if (options.ReadyFile is { } stale)
        {
            File.Delete(stale);
        }

        // 2. This installation is itself. The ledger is replayed.
        var last = LastTable.Read(layout.Table);
        OpenedLedger opened;
        try
        {
            opened = await LedgerOpening.OpenAsync(start, last, ct);
        }
        catch (Exception failure) when (LedgerTrouble.Of(failure, layout.Root) is { } trouble && last.IsOk)
        {
            await StartDegradedAsync(trouble, last.Value, start, ct);
            return;
        }

        phases.End("replay");
        var ledger = Own(opened);
        OpenListener.Refuse(options, ledger.Current.Governance, time.GetUtcNow());
        var logger = loggers.CreateLogger<BackstayNode>();
        TellUnreadTable(last, ledger.Current.Position, logger);

        // 3. The gateway is built, with the escapes that were taken before.
        var plane = BuildPlane(start, ledger.Current, OpenTelemetry(layout, ledger.Current, time, logger), opened.Installation.UnitKey);

        // 4. Everything that needs the ledger, and then both listeners: the control API, then the gateway.
        var api = await AttachAsync(start, opened, plane, ct);
        await ListenAsync(OwnApi(api.Build(), api.Loops), plane.Gateway, options, ct);
        phases.End("listeners");
        phases.Log(logger, ledger.Current.Position);
    }

    private async Task ListenAsync(WebApplication api, WebApplication gateway, ServeOptions options, CancellationToken ct)
    {
        await api.StartAsync(ct);
        Api = ListeningAddress.Of(api);
        await gateway.StartAsync(ct);
        Gateway = ListeningAddress.Of(gateway);
        WriteReadyFile(options);
    }

    private void WriteReadyFile(ServeOptions options)
    {
        if (options.ReadyFile is { } readyFile)
        {
            _readyFile = readyFile;
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

    private LedgerSession Own(OpenedLedger opened)
    {
        Own(opened.Store);
        return Own(opened.Session);
    }

    /// <summary>A group whose failure is the node's.</summary>
    private LoopGroup OwnLoops(ILoggerFactory loggers, TimeProvider time) => Own(NewLoops(loggers, time));

    private LoopGroup NewLoops(ILoggerFactory loggers, TimeProvider time) =>
        new(failure => _failed.TrySetException(failure), time, loggers.CreateLogger<LoopGroup>());

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
        private readonly Lock _once = new();
        private Task? _stopped;
        private bool _disposed;

        public Task StopAsync(CancellationToken hurry)
        {
            lock (_once)
            {
                return _stopped ??= application.StopAsync(hurry);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, true))
            {
                return;
            }

            await StopAsync(CancellationToken.None);
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
