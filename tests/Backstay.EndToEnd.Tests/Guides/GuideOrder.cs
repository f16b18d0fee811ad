using System.Text.RegularExpressions;
using Backstay.TestKit;

namespace Backstay.EndToEnd.Tests.Guides;

/// <summary>The guides, and the order in which a newcomer meets them: those that the README names, then the list of docs.</summary>
internal static partial class GuideOrder
{
    public static string Folder { get; } = Path.Combine(RepositoryFolder.Root, "docs", "guides");

    /// <summary>Every guide there is, by name.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Directory
        .EnumerateFiles(Folder, "*.md")
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)];

    /// <summary>The guides that readers are sent to, each at its first mention.</summary>
    public static IReadOnlyList<string> AsListed { get; } = [.. LinksOf("README.md").Concat(LinksOf("docs", "README.md")).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> LinksOf(params string[] page) =>
        GuideLink.Matches(File.ReadAllText(Path.Combine([RepositoryFolder.Root, .. page]))).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\((?:docs/)?guides/([a-z-]+\.md)\)")]
    private static partial Regex GuideLink { get; }
}
