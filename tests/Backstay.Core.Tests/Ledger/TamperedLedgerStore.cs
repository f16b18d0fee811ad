using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Ledger;

/// <summary>A store whose content can be made to say anything; real engines refuse what these tests need.</summary>
internal sealed class TamperedLedgerStore(IReadOnlyList<LedgerRecord> records) : ILedgerStore, ILedgerFileCheck
{
    public LedgerFileDamage Damage { get; init; } = new([], [], 0);

    public long? Head { get; init; }

    public IReadOnlyList<StoredCheckpoint> Checkpoints { get; init; } = [];

    public IReadOnlyList<SealedText> Texts { get; init; } = [];

    /// <summary>Places whose texts can't be read.</summary>
    public IReadOnlyList<SealedTextDamage> DamagedTexts { get; init; } = [];

    /// <summary>Entries that can't be read; the store knows how far that reaches where <see cref="KnowsGaps"/>.</summary>
    public (long From, long To)? Gap { get; init; }

    public bool KnowsGaps { get; init; } = true;

    public Task<LedgerFileDamage> CheckFilesAsync(long head, CancellationToken ct) => Task.FromResult(Damage);

    public ValueTask<long> GetHeadAsync(CancellationToken ct) => new(Head ?? (records.Count == 0 ? 0 : records[^1].Seq));

    public async IAsyncEnumerable<LedgerRecord> ReadAsync(long fromSeq, long toSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var record in records.Where(record => Gap is null || record.Seq >= fromSeq))
        {
            ct.ThrowIfCancellationRequested();
            if (record.Seq >= Gap?.From && record.Seq <= Gap?.To)
            {
                throw new LedgerUnreadableException("A bad place.", new IOException()) { Entries = KnowsGaps ? Gap : null };
            }

            yield return record;
        }
    }

    public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct) => Task.FromResult(Checkpoints);

    public Task AppendAsync(long expectedHead, IReadOnlyList<LedgerRecord> records, IReadOnlyList<SealedText> sealedTexts, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct) =>
        DamagedTexts.FirstOrDefault(place => seq >= place.FromSeq && seq <= place.ToSeq) is { } damaged
            ? throw new SealedTextDamagedException(damaged, new IOException())
            : new(Texts.FirstOrDefault(text => text.Seq == seq && text.Digest == digest));

    public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
