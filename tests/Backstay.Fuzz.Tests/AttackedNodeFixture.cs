using Backstay.Fuzz.Scenes;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Backstay.Fuzz.Tests.AttackedNodeFixture))]

namespace Backstay.Fuzz.Tests;

/// <summary>One node for all requests: whatever the ones before left in it, the next must be answered well.</summary>
public sealed class AttackedNodeFixture : IAsyncLifetime
{
    private AttackedNode? _node;

    public AttackedNode Node => _node ?? throw new InvalidOperationException("The node has not been started.");

    public async ValueTask InitializeAsync() => _node = await AttackedNode.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _node?.DisposeAsync() ?? ValueTask.CompletedTask;
}
