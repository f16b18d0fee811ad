using Backstay.Core.Ledger;
using Backstay.Core.Tests.Registry;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.TestKit;

namespace Backstay.Core.Tests.World;

/// <summary>A ledger of many pages, which are decoded beside the fold.</summary>
public sealed class LedgerReplayTests
{
    private const int Entries = 3_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_pages_are_folded_in_their_order()
    {
        var (records, root) = Ledger();
        var seen = new List<long>();
        var replayed = await LedgerReplay.FoldAsync(await StoreAsync(records), WorldState.Empty, Entries, record => seen.Add(record.Seq), Ct);
        Assert.Equal(Enumerable.Range(1, Entries).Select(seq => (long)seq), seen);
        Assert.Equal(root.ComputeDigest(), replayed.Value.ComputeDigest());
        var half = await LedgerReplay.FoldAsync(await StoreAsync(records), WorldState.Empty, Entries / 2, onRecord: null, Ct);
        Assert.Equal(Entries / 2, half.Value.Registry.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(1_700)]
    [InlineData(Entries)]
    public async Task A_flipped_byte_on_any_page_is_named(int seq)
    {
        var (records, _) = Ledger();
        var bytes = records[seq - 1].Bytes.ToArray();
        bytes[bytes.AsSpan().IndexOf("team-"u8)] ^= 1;
        records[seq - 1] = new LedgerRecord(seq, bytes, records[seq - 1].LeafHash);
        var replayed = await LedgerReplay.FoldAsync(await StoreAsync(records), WorldState.Empty, Entries, onRecord: null, Ct);
        Assert.Equal("ledger-damaged", replayed.Problem?.Code);
        Assert.Contains($"entry {seq} ", replayed.Problem?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(Entries - 1)]
    public async Task A_store_that_gives_fewer_entries_than_it_has_is_damaged(int given)
    {
        var (records, _) = Ledger();
        var replayed = await LedgerReplay.FoldAsync(await StoreAsync(records[..given]), WorldState.Empty, Entries, onRecord: null, Ct);
        Assert.Equal("ledger-damaged", replayed.Problem?.Code);
        Assert.Contains($"entry {given + 1} is missing, though the ledger goes on to {Entries}", replayed.Problem?.Message, StringComparison.Ordinal);
    }

    private static (List<LedgerRecord> Records, WorldState Root) Ledger()
    {
        var root = WorldState.Empty;
        var records = new List<LedgerRecord>(Entries);
        var decider = new BatchDecider("default");
        foreach (var batch in Enumerable.Range(1, Entries).Chunk(500))
        {
            var submissions = batch.Select(i => new Submission(Sample.Register($"dataset/d{i % 50}@1.{i}.0", $"w{i}"), new Actor("ann", null, null), $"k{i}"));
            var decided = decider.Decide(root, [.. submissions], DateTimeOffset.UnixEpoch, default);
            records.AddRange(decided.Records);
            root = decided.Root.Settle();
        }

        return (records, root);
    }

    private static async Task<MemoryLedgerStore> StoreAsync(List<LedgerRecord> records)
    {
        var store = new MemoryLedgerStore();
        await store.AppendAsync(0, records, [], Ct);
        return store;
    }
}
