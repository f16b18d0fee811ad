using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Backstay.Core.Registry;

/// <summary>Lists of references, whose order means nothing: each element once, in one order. They are short.</summary>
internal static class InputLists
{
    public static bool HasTwice<T>(ImmutableArray<T> list)
    {
        for (var i = 1; i < list.Length; i++)
        {
            if (list.IndexOf(list[i], 0, i) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By the versions' texts.</summary>
    public static ImmutableArray<VersionId> Ordered(ImmutableArray<VersionId>? list) => list switch
    {
        { IsDefault: false, Length: > 1 } several => [.. several.OrderBy(version => version.ToString(), StringComparer.Ordinal)],
        { IsDefault: false } few => few,
        _ => [],
    };

    /// <summary>By the versions' texts, then role, then slice. Takes the array over.</summary>
    public static ImmutableArray<DataReference> Ordered(DataReference[] list)
    {
        if (list.Length > 1)
        {
            Array.Sort(Array.ConvertAll(list, data => (Version: data.Version.ToString(), data.Role, data.Slice)), list, TextOrder);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(list);
    }

    private static readonly Comparer<(string Version, string Role, string? Slice)> TextOrder = Comparer<(string Version, string Role, string? Slice)>.Create(
        static (x, y) => string.CompareOrdinal(x.Version, y.Version) is var byVersion and not 0
            ? byVersion
            : string.CompareOrdinal(x.Role, y.Role) is var byRole and not 0 ? byRole : string.CompareOrdinal(x.Slice, y.Slice));
}
