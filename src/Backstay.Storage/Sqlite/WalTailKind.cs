namespace Backstay.Storage.Sqlite;

/// <summary>What a write-ahead log ends with.</summary>
internal enum WalTailKind
{
    /// <summary>Its last whole commit, or nothing at all.</summary>
    None,

    /// <summary>
    /// A commit that is not whole: one that was under way when process or power went and was never acknowledged. Damage to
    /// the very last commit can't be told from that.
    /// </summary>
    Torn,

    /// <summary>Commits that were durable once, behind a place that was damaged later.</summary>
    Damaged,
}
