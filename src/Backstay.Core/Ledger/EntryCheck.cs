using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// Reads all entries once: each is checked for itself, against the one before it, and against the texts that it seals. The tree
/// grows up to the first entry that can't be read; those behind are checked all the same.
/// </summary>
internal sealed class EntryCheck(ILedgerStore store, CheckpointComparison checkpoints, LedgerFindings findings)
{
    private const int EntriesPerReport = 4096;

    private readonly EntryChain _chain = new(findings);
    private long _records;
    private long _entries;
    private long _lastSeq;
    private bool _hasGap;
    private bool _isToTheEnd = true;

    /// <summary>Over the entries before the first that can't be read.</summary>
    public MerkleFrontier Tree { get; } = new();

    public SealedTextCheck Texts { get; } = new(store, findings);

    public string? Workspace => _chain.Workspace;

    /// <summary>Whether every record was read and was an entry.</summary>
    public bool IsWhole => !_hasGap && _entries == Tree.Size;

    /// <summary>Where the ledger ends, as far as a checkpoint may be held against that: what can't be read is not cut off.</summary>
    public long End { get; private set; }

    /// <param name="head">The number of the last entry.</param>
    /// <param name="progress">Told now and then how many entries are done, and at the end.</param>
    public async Task RunAsync(long head, IProgress<long>? progress, CancellationToken ct)
    {
        await foreach (var record in store.ReadPastGapsAsync(1, head, AddGap, ct))
        {
            await CheckAsync(record, ct);
            if (_records % EntriesPerReport == 0)
            {
                progress?.Report(_records);
            }
        }

        if (_isToTheEnd && _lastSeq < head)
        {
            findings.Add(LedgerFindingKind.SequenceBroken, _lastSeq + 1, head, $"Entries {_lastSeq + 1} to {head} are missing.");
        }

        if (_isToTheEnd)
        {
            _chain.End(_lastSeq);
        }

        End = _hasGap ? Math.Max(head, Tree.Size) : Tree.Size;
        progress?.Report(_records);
    }

    private async Task CheckAsync(LedgerRecord record, CancellationToken ct)
    {
        _lastSeq = record.Seq;
        _records++;
        var (hash, entry) = Read(record);
        _chain.Add(record.Seq, entry);
        if (!_hasGap)
        {
            Tree.Append(hash);
            checkpoints.Compare(Tree);
        }

        if (entry is not null)
        {
            _entries++;
            await Texts.CheckAsync(record.Seq, entry.Payload, ct);
        }
    }

    private void AddGap(LedgerGap gap)
    {
        _hasGap = true;
        _isToTheEnd = gap.IsPassed;
        if (gap.IsPassed)
        {
            _lastSeq = gap.ToSeq;
            _chain.Skip(gap.FromSeq, gap.ToSeq);
        }

        findings.Add(LedgerFindingKind.Unreadable, gap.FromSeq, gap.ToSeq, gap.IsPassed
            ? $"Entries {gap.FromSeq} to {gap.ToSeq} can't be read: {gap.Why} Those behind were checked each for itself, but roots and checkpoints of more than {Tree.Size} entries were not compared."
            : $"Entry {gap.FromSeq} can't be read, nor is any behind it checked: {gap.Why}");
    }

    private (Digest Hash, LedgerEntry? Entry) Read(LedgerRecord record)
    {
        var seq = record.Seq;
        var hash = MerkleHash.Leaf(record.Bytes.Span);
        if (hash != record.LeafHash)
        {
            findings.Add(LedgerFindingKind.LeafHashDiffers, seq, seq,
                $"Entry {seq} does not give its stored leaf hash: its bytes give {hash.ToShort()}…, stored is {record.LeafHash.ToShort()}….");
        }

        if (!EntryCodec.Decode(record.Bytes).TryGet(out var entry, out var problem))
        {
            findings.Add(LedgerFindingKind.Unreadable, seq, seq, $"Entry {seq} can't be read. {problem.Message}");
        }

        return (hash, entry);
    }
}
