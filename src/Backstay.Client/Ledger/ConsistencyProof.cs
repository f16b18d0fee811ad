using Backstay.Core.Primitives;

namespace Backstay.Client.Ledger;

/// <summary>Proves that the ledger of one size only adds to that of a smaller one (RFC 9162, section 2.1.4).</summary>
public sealed record ConsistencyProof(long First, long Second, Digest FirstRoot, Digest SecondRoot, IReadOnlyList<Digest> Hashes);
