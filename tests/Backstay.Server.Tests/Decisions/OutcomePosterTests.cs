using System.Text.Json;
using Backstay.Client.Decisions;
using Backstay.Core.Ledger;
using Backstay.Core.Routing;
using Backstay.Server.Decisions;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Decisions;

public sealed class OutcomePosterTests
{
    [Fact]
    public async Task An_outcome_that_is_durable_reaches_the_judge_though_its_caller_has_gone()
    {
        using var signer = CheckpointSigner.Create(Checkpoint.OriginOf("test", LedgerSession.Workspace).Value).Value;
        await using var store = new MemoryLedgerStore();
        using var ledger = await LedgerSession.OpenAsync(
            store, new Installation("test", signer, new byte[32]), [], (TimeProvider.System, new SystemIdSource()), TestContext.Current.CancellationToken);
        using var caller = new CancellationTokenSource();
        var feed = new Feed();
        var poster = new OutcomePoster(ledger, new GoneStore(caller), feed, TimeProvider.System);
        var request = new PostOutcomesRequest { Name = "label", Value = JsonElement.Parse("1") };

        try
        {
            await poster.PostAsync(Guid.CreateVersion7(), request, Caller.Local, caller.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody hears the answer.
        }

        Assert.Equal("1", Assert.Single(feed.Taken).Json);
    }

    private sealed class Feed : IOutcomeFeed
    {
        public List<OutcomeRecord> Taken { get; } = [];

        public void Take(OutcomeRecord outcome) => Taken.Add(outcome);
    }

    /// <summary>The caller goes in the instant in which its outcome becomes durable.</summary>
    private sealed class GoneStore(CancellationTokenSource caller) : IDecisionStore
    {
        public async Task<IReadOnlyList<OutcomeResult>> AddOutcomesAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct)
        {
            await caller.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return [.. outcomes.Select(_ => OutcomeResult.Accepted)];
        }

        public ValueTask<DecisionStory?> FindAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyList<DecisionRecord>> LatestAsync(string endpoint, int limit, CancellationToken ct) => throw new NotSupportedException();

        public IAsyncEnumerable<Telemetry> ReadRolloutAsync(string rollout, CancellationToken ct) => throw new NotSupportedException();

        public bool HasHoles(string rollout) => throw new NotSupportedException();

        public Task FlushAsync(CancellationToken ct) => throw new NotSupportedException();
    }
}
