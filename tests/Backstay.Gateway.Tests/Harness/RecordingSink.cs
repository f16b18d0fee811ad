using System.Collections.Concurrent;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Tests.Harness;

/// <summary>Keeps every record, and lets a test wait for shadows.</summary>
internal sealed class RecordingSink : IDecisionSink
{
    private readonly SemaphoreSlim _shadowCame = new(0);

    public ConcurrentDictionary<Guid, DecisionRecord> Decisions { get; } = new();

    public ConcurrentQueue<ShadowRecord> Shadows { get; } = new();

    public void Record(DecisionRecord decision) => Assert.True(Decisions.TryAdd(decision.Id, decision));

    /// <summary>How many shadow records are still to fail, as nothing of ours should.</summary>
    public int ShadowFaults { get; set; }

    public void Record(ShadowRecord shadow)
    {
        if (ShadowFaults > 0)
        {
            ShadowFaults--;
            throw new InvalidOperationException("A fault that nobody thought of.");
        }

        Shadows.Enqueue(shadow);
        _shadowCame.Release();
    }

    public Task ShadowAsync() => _shadowCame.WaitAsync(TestContext.Current.CancellationToken);
}
