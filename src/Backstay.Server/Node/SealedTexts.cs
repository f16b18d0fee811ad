using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Server.Node;

/// <summary>Reads sealed texts for people: the one place where a stored text becomes an answer.</summary>
internal static class SealedTexts
{
    /// <summary>
    /// Stands in for a text that was changed after it was sealed, or whose place can't be read any more. Nothing of what is stored is shown, and it does not look
    /// like a lawful erasure either.
    /// </summary>
    public const string Changed = "[not what was sealed: the stored text was changed]";

    /// <summary>The text that entry <paramref name="seq"/> seals; null where it was erased, <see cref="Changed"/> where the stored one is another.</summary>
    public static async Task<string?> UnsealAsync(this ILedgerStore store, long seq, Digest digest, CancellationToken ct)
    {
        try
        {
            return await store.FindSealedTextAsync(seq, digest, ct) is { } found ? found.IsGenuine() ? found.Text : Changed : null;
        }
        catch (SealedTextDamagedException)
        {
            return Changed;
        }
    }
}
