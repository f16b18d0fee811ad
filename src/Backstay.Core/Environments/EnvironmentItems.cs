using System.Collections.Immutable;
using System.Globalization;

namespace Backstay.Core.Environments;

/// <summary>Reads the items that rules compare.</summary>
internal static class EnvironmentItems
{
    private static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>One item, under the empty name; nothing where it is null.</summary>
    public static ImmutableSortedDictionary<string, string> One(string? value) => value is null ? None : None.Add(string.Empty, value);

    public static ImmutableSortedDictionary<string, string> Of<T>(ImmutableSortedDictionary<string, T>? items) =>
        items is null ? None : None.AddRange(items.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.ToString() ?? string.Empty)));

    /// <summary>Says only whether something is there.</summary>
    public static string? Presence(object? thing) => thing is null ? null : "present";

    /// <summary>A list's items, under their numbers from 1.</summary>
    public static ImmutableSortedDictionary<string, string> Numbered(ImmutableArray<string> list) =>
        None.AddRange(list.Select((value, i) => KeyValuePair.Create((i + 1).ToString(CultureInfo.InvariantCulture), value)));
}
