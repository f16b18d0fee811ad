using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// Where one workspace's entries rest. Acknowledged means durable: when <see cref="AppendAsync"/> returns,
/// the entries survive the loss of power. One writer at a time; any number of readers beside it.
/// </summary>
/// <remarks>
/// Failures: <see cref="LedgerHeadMovedException"/> when somebody else appended first (nothing was written);
/// <see cref="LedgerFullException"/> when there was no space (nothing was written, may be tried again);
/// <see cref="LedgerLockedException"/> when somebody else holds it (nothing was written, may be tried again);
/// <see cref="LedgerBrokenException"/> when durability is in doubt: the store then refuses every further append
/// until it is opened again.
/// </remarks>
public interface ILedgerStore : IAsyncDisposable
{
    /// <summary>The sequence number of the last entry; 0 for an empty ledger.</summary>
    ValueTask<long> GetHeadAsync(CancellationToken ct);

    /// <summary>Appends in one transaction, all or nothing.</summary>
    /// <param name="expectedHead">The head that the entries were decided against.</param>
    /// <param name="records">Consecutive records from <paramref name="expectedHead"/> + 1.</param>
    /// <param name="sealedTexts">The texts that these entries seal, each with its entry's number.</param>
    Task AppendAsync(
        long expectedHead,
        IReadOnlyList<LedgerRecord> records,
        IReadOnlyList<SealedText> sealedTexts,
        CancellationToken ct);

    /// <summary>Stored records in order, from <paramref name="fromSeq"/> to <paramref name="toSeq"/>, both included.</summary>
    IAsyncEnumerable<LedgerRecord> ReadAsync(long fromSeq, long toSeq, CancellationToken ct);

    /// <summary>The text that entry <paramref name="seq"/> seals as <paramref name="digest"/>; null when it was erased or never stored.</summary>
    /// <exception cref="SealedTextDamagedException">Whether it is stored can't be told: what is stored of this entry's texts is damaged.</exception>
    ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct);

    /// <summary>Keeps a checkpoint durably. It is kept before it is handed out.</summary>
    Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct);

    /// <summary>All kept checkpoints, smallest first.</summary>
    Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct);
}
