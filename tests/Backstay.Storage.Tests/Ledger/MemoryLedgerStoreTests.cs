using Backstay.Core.Ledger;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Ledger;

public sealed class MemoryLedgerStoreTests : LedgerStoreContract
{
    private readonly MemoryLedgerStore _store = new();

    protected override ILedgerStore Open() => _store;

    [Fact]
    public async Task A_full_store_takes_the_next_write()
    {
        var faults = new Queue<Exception?>([new LedgerFullException("full", new IOException()), null]);
        _store.SetFault(faults.Dequeue);

        await Assert.ThrowsAsync<LedgerFullException>(
            () => _store.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct));
        await _store.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct);

        Assert.Equal(1, await _store.GetHeadAsync(Ct));
    }

    [Fact]
    public async Task A_broken_store_takes_nothing_until_the_restart()
    {
        var faults = new Queue<Exception?>([new LedgerBrokenException("broken", null), null]);
        _store.SetFault(faults.Dequeue);

        await Assert.ThrowsAsync<LedgerBrokenException>(
            () => _store.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct));
        await Assert.ThrowsAsync<LedgerBrokenException>(
            () => _store.SaveCheckpointAsync(new StoredCheckpoint(0, "note"), Ct));
        _store.Restart();
        await _store.AppendAsync(0, LedgerSamples.Records(1, 1), [], Ct);

        Assert.Equal(1, await _store.GetHeadAsync(Ct));
    }
}
