using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Server.Degraded;

/// <summary>In place of a ledger that could not be opened: nothing is read and nothing is accepted.</summary>
internal sealed class NoLedger(LedgerTrouble trouble) : ILedgerStore
{
    public ValueTask<long> GetHeadAsync(CancellationToken ct) => ValueTask.FromException<long>(Broken());

    public Task AppendAsync(long expectedHead, IReadOnlyList<LedgerRecord> records, IReadOnlyList<SealedText> sealedTexts, CancellationToken ct) =>
        Task.FromException(Broken());

    public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct) => Task.FromException(Broken());

    public async IAsyncEnumerable<LedgerRecord> ReadAsync(long fromSeq, long toSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.FromException(Broken());
        yield break;
    }

    public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct) => ValueTask.FromException<SealedText?>(Broken());

    public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct) =>
        Task.FromException<IReadOnlyList<StoredCheckpoint>>(Broken());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LedgerBrokenException Broken() => new(trouble.Reason, inner: null);
}
