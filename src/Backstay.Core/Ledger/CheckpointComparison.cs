using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>Compares the growing root with checkpoints, smallest first, and says at the end what their disagreement means.</summary>
internal sealed class CheckpointComparison(LedgerVerifyOptions options, LedgerFindings findings)
{
    private readonly List<Candidate> _checkpoints = [];
    private int _next;

    public int Agreed => _checkpoints.Count(c => c is { Agrees: true, IsNote: true });

    /// <summary>Takes a checkpoint before the first entry is read.</summary>
    /// <param name="name">What to call it in a message.</param>
    /// <param name="expectedSize">The size under which it is stored; null where it comes from outside.</param>
    public void Add(string note, string name, long? expectedSize)
    {
        if (!Read(note, isKept: expectedSize is not null).TryGet(out var checkpoint, out var problem))
        {
            Wrong(name, expectedSize ?? 0, problem.Message);
        }
        else if (expectedSize is { } size && checkpoint.Size != size)
        {
            Wrong(name, size, $"It is stored under the size {size} and says {checkpoint.Size}.");
        }
        else if (options.Origin is { } origin && checkpoint.Origin != origin)
        {
            Wrong(name, checkpoint.Size, $"It is of the log '{checkpoint.Origin}', not of '{origin}'.");
        }
        else
        {
            _checkpoints.Add(new Candidate(checkpoint, name, isNote: true));
        }
    }

    /// <summary>Takes what is known without a note.</summary>
    public void AddKnown(Checkpoint head, string name) => _checkpoints.Add(new Candidate(head, name, isNote: false));

    /// <summary>All are there: the ledger is read next.</summary>
    public void Start() => _checkpoints.Sort((a, b) => a.Checkpoint.Size.CompareTo(b.Checkpoint.Size));

    /// <summary>Compares what has the tree's present size.</summary>
    public void Compare(MerkleFrontier tree)
    {
        while (_next < _checkpoints.Count && _checkpoints[_next].Checkpoint.Size <= tree.Size)
        {
            _checkpoints[_next].Agrees = _checkpoints[_next].Checkpoint.Root == tree.Root;
            _next++;
        }
    }

    /// <summary>Draws the conclusions.</summary>
    /// <param name="entries">Where the ledger ends: a checkpoint of more than that covers what is not there. One of less may not have been compared.</param>
    /// <param name="workspace">Of the entries; null where there are none.</param>
    public void End(long entries, string? workspace)
    {
        var lastAgreed = _checkpoints.LastOrDefault(c => c.Agrees == true)?.Checkpoint.Size ?? 0;
        foreach (var candidate in _checkpoints.Where(c => c.Agrees == false && c.Checkpoint.Size <= lastAgreed))
        {
            Wrong(candidate.Name, candidate.Checkpoint.Size, "A larger checkpoint agrees with the ledger, so this one was altered, or the log signed two histories.");
        }

        var firstDiffering = _checkpoints.Find(c => c.Agrees == false && c.Checkpoint.Size > lastAgreed);
        if (firstDiffering is not null)
        {
            findings.Add(LedgerFindingKind.Rewritten, lastAgreed + 1, firstDiffering.Checkpoint.Size,
                $"Entries between {lastAgreed + 1} and {firstDiffering.Checkpoint.Size} are not the ones that were signed: {firstDiffering.Name} has another root.");
        }

        if (_checkpoints.Count > 0 && _checkpoints[^1] is { Agrees: null } largest && largest.Checkpoint.Size > entries)
        {
            findings.Add(LedgerFindingKind.Truncated, entries + 1, largest.Checkpoint.Size,
                $"The ledger ends at {entries}, but {largest.Name} covers {largest.Checkpoint.Size} entries: an old backup was restored, or the end was cut off.");
        }

        if (options.Origin is null && workspace is not null)
        {
            foreach (var candidate in _checkpoints.Where(c => !c.Checkpoint.Origin.EndsWith("/" + workspace, StringComparison.Ordinal)))
            {
                Wrong(candidate.Name, candidate.Checkpoint.Size, $"It is of the log '{candidate.Checkpoint.Origin}', the ledger of the workspace '{workspace}'.");
            }
        }
    }

    private Result<Checkpoint> Read(string note, bool isKept) => SignedNote.Parse(note).Then(signed =>
    {
        var checkpoint = Checkpoint.Parse(signed.Text);
        return options.Keys.Count > 0 && signed.Verify(options.Keys) is { IsOk: false, Problem: { } wrong } && !(isKept && options.EarlierKeys && wrong.Code == SignedNote.Unsigned)
            ? wrong
            : checkpoint;
    });

    private void Wrong(string name, long size, string why) =>
        findings.Add(LedgerFindingKind.CheckpointWrong, Math.Min(1, size), size, $"Not usable: {name}. {why}");

    private sealed class Candidate(Checkpoint checkpoint, string name, bool isNote)
    {
        public bool IsNote { get; } = isNote;

        public Checkpoint Checkpoint { get; } = checkpoint;

        public string Name { get; } = name;

        /// <summary>Null while the ledger has not reached its size.</summary>
        public bool? Agrees { get; set; }
    }
}
