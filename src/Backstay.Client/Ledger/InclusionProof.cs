using Backstay.Core.Primitives;

namespace Backstay.Client.Ledger;

/// <summary>Proves that an entry is in the ledger of a size (RFC 9162, section 2.1.3).</summary>
/// <param name="LeafIndex">The entry's sequence number less one.</param>
/// <param name="Hashes">From the leaf to the root.</param>
public sealed record InclusionProof(long Seq, long LeafIndex, long Size, Digest LeafHash, Digest Root, IReadOnlyList<Digest> Hashes);
