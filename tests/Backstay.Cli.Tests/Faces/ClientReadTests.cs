using Backstay.Cli.Tests.Support;
using Backstay.Client;
using Backstay.Client.Decisions;
using Backstay.Client.Incidents;
using Backstay.Client.Ledger;
using Backstay.Core.Ledger;

namespace Backstay.Cli.Tests.Faces;

/// <summary>What the .NET client can ask beyond what a verb does: the answers have the form that the server gives them.</summary>
public sealed class ClientReadTests(CliNode node) : IDisposable
{
    private readonly BackstayClient _client = new(new Uri(node.Server), token: null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_consistency_proof_shows_that_the_larger_ledger_only_adds()
    {
        var ledger = new LedgerClient(_client);
        var head = await ledger.HeadAsync(withDigest: false, Ct);

        var proof = await ledger.ConsistencyAsync(2, head.Size, Ct);

        Assert.True(MerkleProof.VerifyConsistency(2, head.Size, proof.FirstRoot, head.Root, proof.Hashes));
    }

    [Fact]
    public async Task A_decision_is_read_by_its_id()
    {
        var id = Guid.Parse(node.Decision);

        var story = await _client.GetDecisionAsync(id, Ct);

        Assert.Equal((id, "delay"), (story.Decision.Id, story.Decision.Endpoint));
    }

    [Fact]
    public async Task Alerts_since_the_start_are_listed() =>
        Assert.Empty((await _client.ListAlertsAsync(Ct)).Items);

    public void Dispose() => _client.Dispose();
}
