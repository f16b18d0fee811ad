namespace Backstay.Core.Ledger;

/// <summary>What a verification can find.</summary>
public enum LedgerFindingKind
{
    /// <summary>An entry's bytes do not give the leaf hash that is stored beside them.</summary>
    LeafHashDiffers,

    /// <summary>An entry's bytes are not the one encoding of an entry.</summary>
    Unreadable,

    /// <summary>Sequence numbers do not count up by one: entries are missing, doubled, swapped or put in.</summary>
    SequenceBroken,

    /// <summary>An entry belongs to another workspace than the first one.</summary>
    WorkspaceChanged,

    /// <summary>An entry is older than the one before it.</summary>
    TimeWentBack,

    /// <summary>The entries of a command are not all there, in order and beside each other.</summary>
    CommandBroken,

    /// <summary>A text that an entry seals is not what was sealed: it, or what its place is told by, was changed. An erased text is no finding.</summary>
    SealedTextChanged,

    /// <summary>Entries and hashes were rewritten together: the root is not the one of a checkpoint.</summary>
    Rewritten,

    /// <summary>The ledger ends before a checkpoint's size: an old backup was restored, or the end was cut off.</summary>
    Truncated,

    /// <summary>A checkpoint can't be used: malformed, wrongly signed, of another log, or contradicted by a larger one that agrees.</summary>
    CheckpointWrong,

    /// <summary>A stored object's bytes are not those that its name says, or can't be read.</summary>
    ObjectDamaged,

    /// <summary>An object that an entry needs is not there.</summary>
    ObjectMissing,

    /// <summary>The ledger's files are not as they were written; entries may still read well.</summary>
    FileDamaged,

    /// <summary>The ledger's files end with a batch that is not whole: it was never acknowledged, or it is damaged.</summary>
    TornTail,

    /// <summary>A small file beside the ledger is damaged; a server does without it, or refuses to start and names it.</summary>
    SideFileDamaged,
}
