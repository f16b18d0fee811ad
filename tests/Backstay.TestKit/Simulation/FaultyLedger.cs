using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.TestKit.Simulation;

/// <summary>How writing to the ledger goes.</summary>
internal enum LedgerHealth
{
    Well,

    /// <summary>No space: nothing is written, and later it works again.</summary>
    Full,

    /// <summary>The write fails and nothing was written.</summary>
    Failing,

    /// <summary>The write fails after it was written: nobody was told, but it is there at the next start.</summary>
    InDoubt,
}

/// <summary>The memory engine with a disk that can fail under it. Outlives the process that uses it.</summary>
internal sealed class FaultyLedger : ILedgerStore
{
    private readonly List<LedgerRecord> _written = [];
    private MemoryLedgerStore _store = new();

    public LedgerHealth Health { get; set; }

    public bool CanWrite => Health == LedgerHealth.Well;

    /// <summary>The head, for those who watch.</summary>
    public long Head => _written.Count;

    /// <summary>What was written, for those who watch.</summary>
    public IReadOnlyList<LedgerRecord> Read(long fromSeq) => _written.GetRange((int)fromSeq - 1, _written.Count - (int)fromSeq + 1);

    public ValueTask<long> GetHeadAsync(CancellationToken ct) => _store.GetHeadAsync(ct);

    public async Task AppendAsync(
        long expectedHead, IReadOnlyList<LedgerRecord> records, IReadOnlyList<SealedText> sealedTexts, CancellationToken ct)
    {
        if (Health == LedgerHealth.Full)
        {
            throw new LedgerFullException("no space left on the simulated device", new IOException("simulated"));
        }

        if (Health == LedgerHealth.Failing)
        {
            throw new LedgerBrokenException("simulated: the write failed", inner: null);
        }

        await _store.AppendAsync(expectedHead, records, sealedTexts, ct);
        _written.AddRange(records);
        if (Health == LedgerHealth.InDoubt)
        {
            throw new LedgerBrokenException("simulated: fsync failed", inner: null);
        }
    }

    public async IAsyncEnumerable<LedgerRecord> ReadAsync(long fromSeq, long toSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var record in _store.ReadAsync(fromSeq, toSeq, ct))
        {
            yield return record;
        }
    }

    /// <summary>Replaces what the disk holds, as a disk that lies would.</summary>
    public async Task RewriteAsync(IReadOnlyList<LedgerRecord> records)
    {
        var store = new MemoryLedgerStore();
        if (records.Count > 0)
        {
            await store.AppendAsync(0, records, [], CancellationToken.None);
        }

        _store = store;
        _written.Clear();
        _written.AddRange(records);
    }

    public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct) =>
        _store.FindSealedTextAsync(seq, digest, ct);

    public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct) => _store.SaveCheckpointAsync(checkpoint, ct);

    public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct) => _store.ReadCheckpointsAsync(ct);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
