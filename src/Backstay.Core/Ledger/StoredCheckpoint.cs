namespace Backstay.Core.Ledger;

/// <summary>A signed checkpoint as it was handed out.</summary>
/// <param name="Size">Number of entries that it covers.</param>
/// <param name="Note">The C2SP signed note, whole.</param>
public sealed record StoredCheckpoint(long Size, string Note);
