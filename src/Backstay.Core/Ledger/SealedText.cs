using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// A text that somebody may one day have a right to have erased. The ledger holds only
/// SHA-256(salt || UTF-8 text); text and salt stand beside it and can be removed without breaking a proof.
/// </summary>
/// <param name="Digest">What stands in the payload.</param>
/// <param name="Salt">32 random bytes.</param>
public sealed record SealedText(Digest Digest, ReadOnlyMemory<byte> Salt, string Text)
{
    /// <summary>
    /// The entry that seals it; 0 until its command has entries. Stores keep texts in this order: by their digests alone, which are
    /// random, every append would write all over the table.
    /// </summary>
    public long Seq { get; init; }

    /// <summary>Length of a salt in bytes. Without it a short text could be found by trying.</summary>
    public const int SaltSize = 32;

    /// <summary>Seals a text with fresh random bytes (<see cref="IIdSource.FillRandom"/>); refused where it is not well-formed Unicode.</summary>
    public static Result<SealedText> Seal(string text, ReadOnlyMemory<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltSize);
        return WellFormed.IsWellFormed(text)
            ? new SealedText(DigestOf(text, salt.Span), salt, text)
            : Problem.Invalid("text", "A text is not well-formed Unicode: it has half of a surrogate pair.");
    }

    /// <summary>Whether text and salt are the ones that were sealed.</summary>
    public bool IsGenuine() =>
        Salt.Length == SaltSize && WellFormed.IsWellFormed(Text) && DigestOf(Text, Salt.Span) == Digest;

    private static Digest DigestOf(string text, ReadOnlySpan<byte> salt)
    {
        // In one piece: short texts, which most are, cost half of what they do by an incremental hash.
        var salted = new byte[SaltSize + Encoding.UTF8.GetByteCount(text)];
        salt.CopyTo(salted);
        Encoding.UTF8.GetBytes(text, salted.AsSpan(SaltSize));
        return Digest.Of(salted);
    }
}
