namespace Backstay.Core.Ledger;

/// <summary>What must hold from one entry to the next: sequence, workspace, time, whole commands.</summary>
internal sealed class EntryChain(LedgerFindings findings)
{
    private LedgerEntry? _last;
    private long _expectedSeq = 1;

    // Unknown behind an entry that can't be read: whether a command is open there.
    private bool _commandKnown = true;

    public string? Workspace { get; private set; }

    /// <summary>Takes the next record's place and entry; the entry is null where it could not be read.</summary>
    public void Add(long recordSeq, LedgerEntry? entry)
    {
        CheckSequence(recordSeq, entry);
        _expectedSeq = recordSeq == long.MaxValue ? recordSeq : recordSeq + 1;
        if (entry is null)
        {
            _commandKnown = false;
            return;
        }

        Workspace ??= entry.Workspace;
        if (entry.Workspace != Workspace)
        {
            findings.Add(LedgerFindingKind.WorkspaceChanged, recordSeq, recordSeq,
                $"Entry {recordSeq} belongs to the workspace '{entry.Workspace}', the ledger to '{Workspace}'.");
        }

        if (entry.Time < _last?.Time)
        {
            findings.Add(LedgerFindingKind.TimeWentBack, recordSeq, recordSeq, $"Entry {recordSeq} is older than the one before it.");
        }

        CheckCommand(recordSeq, entry);
        _last = entry;
        _commandKnown = true;
    }

    /// <summary>Passes over entries that can't be read.</summary>
    public void Skip(long fromSeq, long toSeq)
    {
        CheckSequence(fromSeq, entry: null);
        _expectedSeq = toSeq == long.MaxValue ? toSeq : toSeq + 1;
        _commandKnown = false;
    }

    /// <summary>Says that the ledger ends here.</summary>
    public void End(long lastSeq)
    {
        if (_commandKnown && _last is { Command.IsLast: false })
        {
            findings.Add(LedgerFindingKind.CommandBroken, lastSeq, lastSeq,
                $"The ledger ends inside the command '{_last.Command.Id}': {_last.Command.Index + 1} of its {_last.Command.Of} entries are there.");
        }
    }

    private void CheckSequence(long recordSeq, LedgerEntry? entry)
    {
        if (recordSeq > _expectedSeq)
        {
            findings.Add(LedgerFindingKind.SequenceBroken, _expectedSeq, recordSeq - 1,
                $"Entries {_expectedSeq} to {recordSeq - 1} are missing.");
        }
        else if (recordSeq < _expectedSeq)
        {
            findings.Add(LedgerFindingKind.SequenceBroken, recordSeq, recordSeq,
                $"Entry {recordSeq} stands where entry {_expectedSeq} belongs.");
        }

        if (entry is not null && entry.Seq != recordSeq)
        {
            findings.Add(LedgerFindingKind.SequenceBroken, recordSeq, recordSeq,
                $"The entry stored as {recordSeq} says that it is entry {entry.Seq}.");
        }
    }

    private void CheckCommand(long seq, LedgerEntry entry)
    {
        var before = _last?.Command;
        var now = entry.Command;
        var follows = !_commandKnown
            || (before is null or { IsLast: true }
                ? now.Index == 0
                : now == before with { Index = before.Index + 1 });
        if (!follows)
        {
            findings.Add(LedgerFindingKind.CommandBroken, seq, seq,
                before is null or { IsLast: true }
                    ? $"Entry {seq} is number {now.Index} of the command '{now.Id}', whose first entries are not before it."
                    : $"Entry {seq} does not go on with the command '{before.Id}', of which {before.Index + 1} of {before.Of} entries are before it.");
        }
    }
}
