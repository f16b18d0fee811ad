using System.Text.RegularExpressions;

namespace Backstay.Architecture.Tests;

/// <summary>Pages that are linked exist, and pages that exist are linked.</summary>
public sealed class DocumentationTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    [Fact]
    public void Every_relative_link_leads_to_a_file()
    {
        var pages = Directory.EnumerateFiles(Docs, "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));
        var dead =
            from page in pages
            from target in LinksOf(page)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{Path.GetRelativePath(Repository.Root, page)} -> {Path.GetRelativePath(Repository.Root, target)}";

        Assert.Empty(dead);
    }

    [Fact]
    public void Every_page_is_reached_from_the_index()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>([Path.Combine(Docs, "README.md")]);
        while (next.TryDequeue(out var page))
        {
            if (!reached.Add(page) || !page.EndsWith(".md", StringComparison.Ordinal) || !File.Exists(page))
            {
                continue;
            }

            foreach (var target in LinksOf(page))
            {
                next.Enqueue(target);
                foreach (var inside in Directory.Exists(target) ? Directory.EnumerateFiles(target, "*.md") : [])
                {
                    next.Enqueue(inside);
                }
            }
        }

        var lost = Directory.EnumerateFiles(Docs, "*.md", SearchOption.AllDirectories).Where(page => !reached.Contains(page));
        Assert.Empty(lost.Select(page => Path.GetRelativePath(Repository.Root, page)));
    }

    private static IEnumerable<string> LinksOf(string page) =>
        from Match match in Regex.Matches(File.ReadAllText(page), @"\]\((?<target>[^)\s#]+)(#[^)]*)?\)")
        let target = match.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        select Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page) ?? "", target)).TrimEnd('/');
}
