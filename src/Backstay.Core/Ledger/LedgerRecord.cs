using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>An entry as it is stored: its canonical bytes and their RFC 9162 leaf hash.</summary>
public readonly record struct LedgerRecord(long Seq, ReadOnlyMemory<byte> Bytes, Digest LeafHash);
