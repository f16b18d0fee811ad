using System.Text.Json;
using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Server.Alerts;
using Backstay.Server.Api;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Server.Node;

/// <summary>
/// Everything in one process: ledger, objects, gateway, model host, judge, control API. Started in the order in which
/// parts need each other; the gateway listens last, when everything that it could be sent to is hot.
/// </summary>
public sealed class BackstayNode : IAsyncDisposable
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
        var layout = new DataLayout(options.DataFolder);
        var ids = new SystemIdSource();
        var loggers = Own(LoggerFactory.Create(logging));

        // 1. The data folder is ours alone, and this installation is itself.
        Own(DataFolderLock.Take(layout.Root));
        var installation = Installation.Open(layout, LedgerSession.Workspace, ids);

        // 2. The ledger is replayed; what follows its commits is told from then on.
        var alerts = new AlertLoop(Own(new HttpClient()), time, loggers.CreateLogger<AlertLoop>());
        var store = Own(SqliteLedgerStore.Open(layout.LedgerOf(LedgerSession.Workspace)));
        var ledger = Own(await LedgerSession.OpenAsync(store, installation, [alerts], (time, ids), ct));
        IObjectStore objects = FolderObjectStore.Open(layout.Root);

        // 3. Loops.
        _loops = Own(new LoopGroup(loggers.CreateLogger<LoopGroup>()));
        _loops.Start("sequencer", ledger.Sequencer.RunAsync);
        _loops.Start("alerts", alerts.RunAsync);

        // 4. The control API.
        var api = Own(ApiApplication.Build(options, logging, services =>
        {
            services.AddSingleton(time);
            services.AddSingleton<IIdSource>(ids);
            services.AddSingleton(options);
            services.AddSingleton(ledger);
            services.AddSingleton(objects);
            services.AddSingleton(alerts);
        }));
        await api.StartAsync(ct);
        Api = ListeningAddress.Of(api);
        if (options.ReadyFile is { } readyFile)
        {
            DurableFile.Replace(readyFile, JsonSerializer.SerializeToUtf8Bytes(
                new { api = Api, gateway = Gateway, processId = Environment.ProcessId }, WireJson.Options));
        }
    }

    private T Own<T>(T part)
    {
        _owned.Push(part switch
        {
            IAsyncDisposable asynchronous => asynchronous,
            IDisposable disposable => new Synchronous(disposable),
            _ => throw new ArgumentException($"{typeof(T).Name} needs no owner.", nameof(part)),
        });
        return part;
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
