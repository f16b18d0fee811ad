using Backstay.Server.Node;
using Backstay.TestKit;
using Microsoft.Extensions.Logging;

namespace Backstay.Server.Tests.Support;

/// <summary>A data folder in which one node after the other is started, and what they log.</summary>
internal sealed class NodeFolder(TimeProvider time) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();

    public string Data => _folder.File("data");

    public IEnumerable<string> Log => _log.Lines;

    /// <summary>A place beside the data folder.</summary>
    public string File(string name) => _folder.File(name);

    public Task<BackstayNode> StartAsync(CancellationToken ct, string api = "http://127.0.0.1:0") => BackstayNode.StartAsync(
        new ServeOptions { DataFolder = Data, Api = new Uri(api), Gateway = new Uri("http://127.0.0.1:0") },
        time, logging => logging.AddProvider(_log), ct);

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }
}
