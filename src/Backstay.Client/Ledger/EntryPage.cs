namespace Backstay.Client.Ledger;

/// <summary>Some entries, in order.</summary>
/// <param name="Head">The last entry that there is.</param>
/// <param name="Next">Where to go on reading; null at the end.</param>
public sealed record EntryPage(IReadOnlyList<EntryDocument> Entries, long Head, long? Next);
