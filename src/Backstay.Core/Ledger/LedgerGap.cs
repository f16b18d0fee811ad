namespace Backstay.Core.Ledger;

/// <summary>Entries that can't be read.</summary>
/// <param name="FromSeq">The first.</param>
/// <param name="ToSeq">The last; where nobody knows how far it reaches, the last that was asked for.</param>
/// <param name="IsPassed">Whether reading goes on behind them.</param>
/// <param name="Why">A sentence.</param>
public sealed record LedgerGap(long FromSeq, long ToSeq, bool IsPassed, string Why);
