namespace Backstay.Core.Ledger;

/// <summary>A place where texts are stored, and nobody can tell any more which they are. What the entries say is not concerned.</summary>
/// <param name="FromSeq">The first entry whose texts lie there.</param>
/// <param name="ToSeq">The last one.</param>
/// <param name="Why">What does not fit, as a part of a sentence.</param>
public sealed record SealedTextDamage(long FromSeq, long ToSeq, string Why);
