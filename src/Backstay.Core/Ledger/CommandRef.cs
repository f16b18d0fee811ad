using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>Which part of which command an entry is.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="Body">SHA-256 of the command's JCS form.</param>
/// <param name="Index">This entry's place among the command's entries, from 0.</param>
/// <param name="Of">How many entries the command has.</param>
public sealed record CommandRef(string Id, Digest Body, int Index, int Of)
{
    /// <summary>Longest accepted idempotency key.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Whether readers may stand here: nobody sees half a command.</summary>
    public bool IsLast => Index == Of - 1;
}
