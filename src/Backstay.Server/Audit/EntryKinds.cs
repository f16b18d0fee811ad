using Backstay.Core.Primitives;
using Backstay.Core.World;

namespace Backstay.Server.Audit;

/// <summary>What entries can be asked for by: a kind such as <c>governance.token-created</c>, or the capability before its dot.</summary>
internal static class EntryKinds
{
    private static readonly string[] Capabilities = [.. Catalogs.Facts.Kinds.Select(kind => kind.Name.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];
    private static readonly string[] Kinds = [.. Catalogs.Facts.Kinds.Select(kind => kind.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Null where entries can be of that kind: for any other there will never be one, and no entries would look like an answer.</summary>
    public static Problem? Check(string? wanted)
    {
        if (wanted is null || Capabilities.Contains(wanted) || Kinds.Contains(wanted))
        {
            return null;
        }

        var meant = NearestName.Of(wanted, Capabilities.Concat(Kinds)) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty;
        return Problem.Invalid(
            "kind",
            $"Entries are never of kind '{wanted}'.{meant}",
            $"A kind reads 'governance.token-created'; its first word alone means all of a capability: {string.Join(", ", Capabilities)}.");
    }

    /// <summary>A whole kind, or everything of a capability.</summary>
    public static bool Matches(string kind, string? wanted) =>
        wanted is null
        || string.Equals(kind, wanted, StringComparison.Ordinal)
        || (kind.StartsWith(wanted, StringComparison.Ordinal) && kind[wanted.Length] == '.');
}
