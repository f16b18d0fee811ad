using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// A text that somebody may one day have a right to have erased. The ledger holds only
/// SHA-256(salt || UTF-8 text); text and salt stand beside it and can be removed without breaking a proof.
/// </summary>
/// <param name="Digest">What stands in the payload.</param>
/// <param name="Salt">32 random bytes.</param>
public sealed record SealedText(Digest Digest, ReadOnlyMemory<byte> Salt, string Text);
