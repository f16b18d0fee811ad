using System.Threading.Channels;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.TestKit;

namespace Backstay.Core.Tests.World;

/// <summary>A ledger whose every append waits until the test says what becomes of it.</summary>
internal sealed class GatedLedger : ILedgerStore
{
    private readonly MemoryLedgerStore _store = new();
    private readonly Channel<Append> _appends = Channel.CreateUnbounded<Append>();

    /// <summary>The next append that was begun.</summary>
    public async Task<Append> NextAsync() => await _appends.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

    public async Task AppendAsync(long expectedHead, IReadOnlyList<LedgerRecord> records, IReadOnlyList<SealedText> sealedTexts, CancellationToken ct)
    {
        var append = new Append(expectedHead, records);
        await _appends.Writer.WriteAsync(append, ct);
        if (await append.Outcome is { } failure)
        {
            throw failure;
        }

        await _store.AppendAsync(expectedHead, records, sealedTexts, ct);
    }

    public Task AppendBesideAsync(IReadOnlyList<LedgerRecord> records) => _store.AppendAsync(records[0].Seq - 1, records, [], CancellationToken.None);

    public ValueTask<long> GetHeadAsync(CancellationToken ct) => _store.GetHeadAsync(ct);

    public IAsyncEnumerable<LedgerRecord> ReadAsync(long fromSeq, long toSeq, CancellationToken ct) => _store.ReadAsync(fromSeq, toSeq, ct);

    public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct) => _store.FindSealedTextAsync(seq, digest, ct);

    public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct) => _store.SaveCheckpointAsync(checkpoint, ct);

    public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct) => _store.ReadCheckpointsAsync(ct);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>An append on its way to the disk.</summary>
    internal sealed record Append(long ExpectedHead, IReadOnlyList<LedgerRecord> Records)
    {
        private readonly TaskCompletionSource<Exception?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception?> Outcome => _outcome.Task;

        public void Write() => _outcome.SetResult(null);

        public void Fail(Exception failure) => _outcome.SetResult(failure);
    }
}
