using Backstay.Core.Primitives;

namespace Backstay.Server.Api;

/// <summary>How long lists may be.</summary>
internal static class Limits
{
    public const int Default = 100;
    public const int Max = 1_000;

    /// <summary>Null when <paramref name="limit"/> may be asked for.</summary>
    public static Problem? Check(int limit) =>
        limit is >= 1 and <= Max ? null : Problem.Invalid("limit", $"'limit' must be from 1 to {Max}, not {limit}.");
}
