using System.Buffers.Text;
using Backstay.Core.Primitives;

namespace Backstay.Server.Security;

/// <summary>What a token is known by to its holder. It exists in the answer that shows it and nowhere else.</summary>
internal static class TokenSecret
{
    /// <summary>How every secret begins, so that people and scanners know one when they see it.</summary>
    public const string Prefix = "bst_";

    private const int Bytes = 32;

    /// <summary>256 random bits as text.</summary>
    public static string Draw(IIdSource ids)
    {
        Span<byte> random = stackalloc byte[Bytes];
        ids.FillRandom(random);
        return Prefix + Base64Url.EncodeToString(random);
    }

    /// <summary>What the ledger gets of it.</summary>
    public static Digest HashOf(string secret) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(secret));
}
