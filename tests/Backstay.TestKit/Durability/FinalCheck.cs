using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Tokens;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit.Durability.Writings;
using Backstay.TestKit.Processes;

namespace Backstay.TestKit.Durability;

/// <summary>What holds of a data folder as a whole, however often its servers were killed.</summary>
internal sealed class FinalCheck(string data, IReadOnlyList<Writer> writers)
{
    /// <summary>Checks through the last server, stops it, and folds the state afresh from what it left.</summary>
    /// <returns>Entries of the ledger, each of them hashed again.</returns>
    public async Task<long> RunAsync(BackstayClient client, ServerProcess server, CancellationToken ct)
    {
        await AssertRepeatsAsync(client, ct);
        var entries = await AssertLedgerAsync(client, ct);
        var state = await new LedgerClient(client).StateAsync(at: null, ct);
        Assert.Equal(0, await server.StopAsync(ct));
        Assert.Equal(state.Digest, await ReplayAsync(state.Position, ct));
        return entries;
    }

    private async Task AssertRepeatsAsync(BackstayClient client, CancellationToken ct)
    {
        await AssertTokensRepeatAsync(client, ct);
        await AssertAnswersRepeatAsync(client, ct);
    }

    /// <summary>What was acknowledged is answered again as it was, and recorded once.</summary>
    private async Task AssertAnswersRepeatAsync(BackstayClient client, CancellationToken ct)
    {
        var ledger = new LedgerClient(client);
        var before = await ledger.HeadAsync(withDigest: false, ct);
        foreach (var writer in writers)
        {
            await writer.Systems.RepeatAsync(client, ct);
            await writer.Versions.RepeatAsync(client, ct);
        }

        Assert.Equal(before.Size, (await ledger.HeadAsync(withDigest: false, ct)).Size);
    }

    /// <summary>After a repeat under the same key every token is there, once, whether its first answer came or not.</summary>
    private async Task AssertTokensRepeatAsync(BackstayClient client, CancellationToken ct)
    {
        var before = (await new TokenClient(client).ListAsync(ct)).Select(token => token.Name.ToString()).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(before, writers.SelectMany(writer => writer.Tokens.Known).Append("root").ToHashSet(StringComparer.Ordinal));
        var repeated = writers.SelectMany(writer => writer.Tokens.ToRepeat).ToArray();
        foreach (var name in repeated)
        {
            var answer = await TokenWriting.CreateAsync(client, name, ct);
            Assert.Equal(before.Contains(name), answer.Secret is null);
        }

        var created = await CreatedTokensAsync(client, ct);
        Assert.Equal(created.Distinct(StringComparer.Ordinal).Count(), created.Count);
        Assert.Superset(repeated.ToHashSet(StringComparer.Ordinal), created.ToHashSet(StringComparer.Ordinal));
    }

    private static async Task<List<string>> CreatedTokensAsync(BackstayClient client, CancellationToken ct)
    {
        var names = new List<string>();
        long? from = 1;
        while (from is { } next)
        {
            var page = await new LedgerClient(client).EntriesAsync(next, limit: 500, "governance.token-created", ct);
            names.AddRange(page.Entries.Select(entry => entry.Payload.GetProperty("token").GetString() ?? ""));
            from = page.Next;
        }

        return names;
    }

    private async Task<long> AssertLedgerAsync(BackstayClient client, CancellationToken ct)
    {
        var ledger = new LedgerClient(client);
        var ours = writers.SelectMany(writer => writer.Checkpoints.Notes).ToArray();
        Assert.NotEmpty(ours);
        var kept = await ledger.CheckpointsAsync(ct);
        var head = await ledger.HeadAsync(withDigest: false, ct);
        var verification = await ledger.VerifyAsync(new VerifyLedger { Checkpoint = ours[^1], Key = head.VerifierKey }, ct);
        Assert.Empty(verification.Findings);
        Assert.Equal(kept.Count + 1, verification.CheckpointsAgreed);
        Assert.Equal(head.Root, verification.Root);
        return verification.Entries;
    }

    /// <summary>The state digest folded afresh from the file, without the server.</summary>
    private async Task<Digest> ReplayAsync(long position, CancellationToken ct)
    {
        await using var store = SqliteLedgerStore.OpenForReading(Path.Combine(data, "ledger", "default.db"));
        Assert.Equal(position, await store.GetHeadAsync(ct));
        var world = await LedgerReplay.FoldAsync(store, WorldState.Empty, position, onRecord: null, ct);
        return world.Value.ComputeDigest();
    }
}
