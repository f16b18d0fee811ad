namespace Backstay.Core.Ledger;

/// <summary>What a fold may know of an entry beside its fact.</summary>
public readonly record struct EntryHead(long Seq, DateTimeOffset Time, Actor Actor);
