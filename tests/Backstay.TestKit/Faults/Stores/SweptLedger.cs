using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit.Contracts;

namespace Backstay.TestKit.Faults.Stores;

/// <summary>The ledger's entries, in batches.</summary>
internal sealed class SweptLedger : ISweptStore
{
    private const int InBatch = 3;

    public string Name => "ledger";

    public string Verb => "append";

    public int Count => 6;

    public IEnumerable<string> FilesOf(string path) => Said.Database(path);

    public async Task PrepareAsync(string path, CancellationToken ct) => await SqliteLedgerStore.Open(path).DisposeAsync();

    public int CountAcknowledged(string[] said) => Said.Acknowledged(said).Count();

    public async Task AssertAsync(string path, string[] said, CancellationToken ct)
    {
        AssertSilentOnceBroken(said);
        var acknowledged = Said.Acknowledged(said).LastOrDefault();
        await using var store = SqliteLedgerStore.Open(path);
        var head = await store.GetHeadAsync(ct);
        Assert.True(head >= acknowledged && head % InBatch == 0, $"The head is {head} after: {string.Join("; ", said)}");
        var found = new List<LedgerRecord>();
        await foreach (var record in store.ReadAsync(1, head, ct))
        {
            found.Add(record);
        }

        LedgerSamples.AssertSame(LedgerSamples.Records(1, (int)head), found);
        await store.AppendAsync(head, LedgerSamples.Records(head + 1, InBatch), [], ct);
    }

    /// <summary>Where it is not known what is on the disk nothing more is promised, by that process.</summary>
    private static void AssertSilentOnceBroken(string[] said) =>
        Assert.Empty(Said.Acknowledged([.. said.SkipWhile(line => line != nameof(LedgerBrokenException))]));
}
