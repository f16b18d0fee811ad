using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.TestKit.Faults.Stores;

/// <summary>The ledger's checkpoints.</summary>
internal sealed class SweptCheckpoints : ISweptStore
{
    public string Name => "checkpoints";

    public string Verb => "checkpoints";

    public int Count => 5;

    public IEnumerable<string> FilesOf(string path) => Said.Database(path);

    public async Task PrepareAsync(string path, CancellationToken ct) => await SqliteLedgerStore.Open(path).DisposeAsync();

    public int CountAcknowledged(string[] said) => Said.Acknowledged(said).Count();

    public async Task AssertAsync(string path, string[] said, CancellationToken ct)
    {
        await using var store = SqliteLedgerStore.Open(path);
        var kept = (await store.ReadCheckpointsAsync(ct)).ToHashSet();
        Assert.All(Said.Acknowledged(said), number => Assert.Contains(new StoredCheckpoint(number, $"note {number}"), kept));
        await store.SaveCheckpointAsync(new StoredCheckpoint(1_000, "note"), ct);
    }
}
