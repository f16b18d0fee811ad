namespace Backstay.Server.Node;

/// <summary>The node decides when its listeners stop; they do not listen for signals themselves.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
