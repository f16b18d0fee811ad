using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Api;

public sealed class LedgerApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_show_their_payload_and_what_is_sealed_in_them()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await StartLedgerAsync(node);

        var page = await ReadAsync<EntryPage>(node, "ledger/entries?from=2&limit=2&kind=governance", admin);
        var one = await ReadAsync<EntryDocument>(node, "ledger/entries/3", admin);

        Assert.Equal([2L, 3L], page.Entries.Select(e => e.Seq));
        Assert.Null(page.Next);
        Assert.Equal("governance.token-revoked", one.Kind);
        Assert.Equal("It leaked.", one.Texts["why"]);
        Assert.Equal("somebody", one.Actor.Id);
        Assert.Equal(3, one.Position);
        Assert.Equal("ci", one.Payload.GetProperty("token").GetString());
    }

    [Fact]
    public async Task Pages_lead_on_to_the_next_and_kinds_are_filtered()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await StartLedgerAsync(node);

        var first = await ReadAsync<EntryPage>(node, "ledger/entries?limit=1", admin);
        var rest = await ReadAsync<EntryPage>(node, $"ledger/entries?from={first.Next}&kind=governance.token-revoked", admin);
        var unknown = await node.GetAsync("/api/v1/ledger/entries?kind=governanse", Ct, admin);
        var beginning = await node.GetAsync("/api/v1/ledger/entries?kind=govern", Ct, admin);

        Assert.Equal(2, first.Next);
        Assert.Equal([3L], rest.Entries.Select(e => e.Seq));
        Assert.Equal((400, "kind"), (unknown.Status, unknown.Field));
        Assert.Contains("Did you mean 'governance'?", unknown.Json.GetProperty("detail").GetString());
        Assert.Equal((400, "kind"), (beginning.Status, beginning.Field));
    }

    [Fact]
    public async Task Proofs_hold_against_the_head_and_against_earlier_sizes()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await StartLedgerAsync(node);
        var head = await ReadAsync<LedgerHead>(node, "ledger?digest=true", admin);

        var inclusion = await ReadAsync<InclusionProof>(node, "ledger/entries/2/proof", admin);
        var earlier = await ReadAsync<InclusionProof>(node, "ledger/entries/2/proof?size=2", admin);
        var consistency = await ReadAsync<ConsistencyProof>(node, "ledger/consistency?first=2&second=3", admin);

        Assert.Equal(head.Root, inclusion.Root);
        Assert.True(MerkleProof.VerifyInclusion(1, 3, inclusion.LeafHash, inclusion.Hashes, head.Root));
        Assert.True(MerkleProof.VerifyInclusion(1, 2, inclusion.LeafHash, earlier.Hashes, consistency.FirstRoot));
        Assert.True(MerkleProof.VerifyConsistency(2, 3, consistency.FirstRoot, head.Root, consistency.Hashes));
        Assert.Equal(head.StateDigest, (await ReadAsync<StateSummary>(node, "state", admin)).Digest);
    }

    [Fact]
    public async Task A_kept_checkpoint_verifies_and_one_of_another_log_does_not()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await StartLedgerAsync(node);
        await using var other = await TestNode.StartAsync(Ct);
        var otherAdmin = await StartLedgerAsync(other);

        var note = (await node.SendAsync(HttpMethod.Post, "/api/v1/ledger/checkpoint", Ct, token: admin)).Text;
        var foreign = (await other.SendAsync(HttpMethod.Post, "/api/v1/ledger/checkpoint", Ct, token: otherAdmin)).Text;
        var key = (await ReadAsync<LedgerHead>(node, "ledger", admin)).VerifierKey;
        var kept = await ReadAsync<IReadOnlyList<StoredCheckpoint>>(node, "ledger/checkpoints", admin);
        var good = await VerifyAsync(node, admin, note, key);
        var bad = await VerifyAsync(node, admin, foreign, key: null);

        Assert.Equal([new StoredCheckpoint(3, note)], kept);
        Assert.Empty(good.Findings);
        Assert.Equal(2, good.CheckpointsAgreed);
        Assert.Equal(LedgerFindingKind.CheckpointWrong, Assert.Single(bad.Findings).Kind);
    }

    [Fact]
    public async Task State_as_of_an_earlier_position_is_what_it_was_then()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await node.CreateTokenAsync("root", "admin", admin: null, Ct);
        var then = await ReadAsync<StateSummary>(node, "state", admin);
        await node.CreateTokenAsync("ci", "operator", admin, Ct);

        var now = await ReadAsync<StateSummary>(node, "state", admin);
        var again = await ReadAsync<StateSummary>(node, "state?at=1", admin);

        Assert.Equal(then.Digest, again.Digest);
        Assert.NotEqual(then.Digest, now.Digest);
        Assert.Equal((1L, 2L), (again.Counts["tokens"], now.Counts["tokens"]));
    }

    [Theory]
    [InlineData("ledger/entries?from=0", 400, "from")]
    [InlineData("ledger/entries?limit=501", 400, "limit")]
    [InlineData("ledger/entries?limit=many", 400, "limit")]
    [InlineData("ledger/entries/4", 404, null)]
    [InlineData("ledger/entries/0", 404, null)]
    [InlineData("ledger/entries/4/proof", 404, null)]
    [InlineData("ledger/entries/1/proof?size=4", 400, "size")]
    [InlineData("ledger/consistency?first=0&second=3", 400, "first")]
    [InlineData("ledger/consistency?first=1&second=4", 400, "second")]
    [InlineData("ledger/consistency?first=1", 400, "second")]
    [InlineData("state?at=4", 400, "at")]
    [InlineData("state?at=-1", 400, "at")]
    [InlineData("state?at=99999999999999999999", 400, "at")]
    public async Task Questions_beyond_the_ledger_are_refused_with_the_field_named(string path, int status, string? field)
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await StartLedgerAsync(node);

        var answer = await node.GetAsync("/api/v1/" + path, Ct, admin);

        Assert.Equal((status, field), (answer.Status, answer.Field));
    }

    [Fact]
    public async Task A_key_that_is_none_is_refused()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var answer = await node.SendAsync(HttpMethod.Post, "/api/v1/ledger/verify", Ct, new VerifyLedger { Key = "no key" });

        Assert.Equal((400, "key"), (answer.Status, answer.Field));
    }

    [Fact]
    public async Task The_same_routes_exist_under_the_workspace()
    {
        await using var node = await TestNode.StartAsync(Ct);

        Assert.Equal(200, (await node.GetAsync("/api/v1/workspaces/default/ledger", Ct)).Status);
        Assert.Equal(404, (await node.GetAsync("/api/v1/workspaces/other/ledger", Ct)).Status);
    }

    /// <summary>Three entries: an admin token, another one, its revocation.</summary>
    private static async Task<string> StartLedgerAsync(TestNode node)
    {
        var admin = await node.CreateTokenAsync("root", "admin", admin: null, Ct);
        await node.CreateTokenAsync("ci", "operator", admin, Ct);
        await node.SendAsync(HttpMethod.Delete, "/api/v1/tokens/ci", Ct, new { why = "It leaked." }, admin);
        return admin;
    }

    private static async Task<T> ReadAsync<T>(TestNode node, string path, string token)
    {
        var answer = await node.GetAsync("/api/v1/" + path, Ct, token);
        Assert.True(answer.Status == 200, answer.Text);
        return JsonSerializer.Deserialize<T>(answer.Text, WireJson.Options)!; // null would fail the asserts that follow
    }

    private static async Task<LedgerVerification> VerifyAsync(TestNode node, string token, string note, string? key)
    {
        var answer = await node.SendAsync(HttpMethod.Post, "/api/v1/ledger/verify", Ct, new VerifyLedger { Checkpoint = note, Key = key }, token);
        return JsonSerializer.Deserialize<LedgerVerification>(answer.Text, WireJson.Options)!; // null would fail the asserts that follow
    }
}
