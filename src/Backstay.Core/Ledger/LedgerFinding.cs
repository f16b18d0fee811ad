namespace Backstay.Core.Ledger;

/// <summary>One thing that is wrong with a ledger, or with the objects that it names.</summary>
/// <param name="FromSeq">First entry concerned; 0 where it is no entry's: an object that none uses, a place in a file.</param>
/// <param name="ToSeq">Last entry concerned; equal to <paramref name="FromSeq"/> where it is known exactly.</param>
/// <param name="Message">One sentence for a person.</param>
public sealed record LedgerFinding(LedgerFindingKind Kind, long FromSeq, long ToSeq, string Message);
