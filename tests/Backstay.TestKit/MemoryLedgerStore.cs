using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage.Ledger;

namespace Backstay.TestKit;

/// <summary>
/// A ledger that lives as long as the object, and fails when it is told to: for tests and simulated worlds. Thread safe.
/// Disposing it keeps its entries, so that a simulated restart finds them.
/// </summary>
public sealed class MemoryLedgerStore : ILedgerStore
{
    private readonly Lock _gate = new();
    private readonly List<LedgerRecord> _records = [];
    private readonly Dictionary<(long Seq, Digest Digest), SealedText> _sealedTexts = [];
    private readonly SortedSet<StoredCheckpoint> _checkpoints = new(
        Comparer<StoredCheckpoint>.Create((a, b) =>
            a.Size != b.Size ? a.Size.CompareTo(b.Size) : string.CompareOrdinal(a.Note, b.Note)));

    private LedgerBrokenException? _broken;
    private Func<Exception?>? _fault;

    /// <summary>
    /// What goes wrong at the next writes: asked once a write, null lets it through. A
    /// <see cref="LedgerBrokenException"/> breaks the store until <see cref="Restart"/>.
    /// </summary>
    public void SetFault(Func<Exception?>? fault)
    {
        lock (_gate)
        {
            _fault = fault;
        }
    }

    /// <summary>What opening it again does for an engine with a disk: a broken store works again.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _broken = null;
            _fault = null;
        }
    }

    public ValueTask<long> GetHeadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult<long>(_records.Count);
        }
    }

    public Task AppendAsync(
        long expectedHead,
        IReadOnlyList<LedgerRecord> records,
        IReadOnlyList<SealedText> sealedTexts,
        CancellationToken ct)
    {
        LedgerAppendRules.Check(expectedHead, records);
        ArgumentNullException.ThrowIfNull(sealedTexts);
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfFaulty();
            if (_records.Count != expectedHead)
            {
                throw new LedgerHeadMovedException(expectedHead, _records.Count);
            }

            // Copies: the caller may use its buffers again, as with an engine that writes them to a disk.
            _records.AddRange(records.Select(r => r with { Bytes = r.Bytes.ToArray() }));
            foreach (var text in sealedTexts)
            {
                _sealedTexts.TryAdd((text.Seq, text.Digest), text with { Salt = text.Salt.ToArray() });
            }
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<LedgerRecord> ReadAsync(
        long fromSeq, long toSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        LedgerRecord[] found;
        lock (_gate)
        {
            var first = Math.Max(fromSeq, 1);
            var last = Math.Min(toSeq, _records.Count);
            found = first > last ? [] : [.. _records.GetRange((int)first - 1, (int)(last - first + 1))];
        }

        foreach (var record in found)
        {
            ct.ThrowIfCancellationRequested();
            yield return record;
        }

        await Task.CompletedTask;
    }

    public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(_sealedTexts.GetValueOrDefault((seq, digest)));
        }
    }

    public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfFaulty();
            _checkpoints.Add(checkpoint);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<StoredCheckpoint>>([.. _checkpoints]);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ThrowIfFaulty()
    {
        if (_broken is not null)
        {
            throw new LedgerBrokenException("The ledger is broken since an earlier write.", _broken);
        }

        var fault = _fault?.Invoke();
        if (fault is not null)
        {
            _broken = fault as LedgerBrokenException;
            throw fault;
        }
    }
}
