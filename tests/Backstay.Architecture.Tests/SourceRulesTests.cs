using System.Text.RegularExpressions;

namespace Backstay.Architecture.Tests;

/// <summary>Rules that every source file keeps.</summary>
public sealed class SourceRulesTests
{
    private const int MaxLines = 300;

    private static readonly IReadOnlyList<(string Path, string Text)> Product = Repository.Sources("src");

    [Fact]
    public void No_file_is_longer_than_three_hundred_lines()
    {
        var all = Product.Concat(Repository.Sources("tests")).Concat(Repository.Sources("benchmarks"));

        Assert.Empty(all.Where(source => source.Text.Count(c => c == '\n') > MaxLines).Select(source => source.Path));
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var wrong =
            from source in Product
            let declared = Regex.Match(source.Text, @"^namespace ([\w.]+);", RegexOptions.Multiline)
            where declared.Success
            let folder = (Path.GetDirectoryName(source.Path) ?? "").Replace('\\', '/')["src/".Length..].Replace('/', '.')
            where !string.Equals(declared.Groups[1].Value, folder, StringComparison.Ordinal)
            select $"{source.Path}: {declared.Groups[1].Value}";

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(@"\bTODO\b", "unfinished work")]
    [InlineData(@"\b(FIXME|HACK|XXX)\b", "unfinished work")]
    [InlineData(@"NotImplementedException", "unfinished work")]
    [InlineData(@"^\s*#region", "regions")]
    [InlineData(@"\basync void\b", "calls that nobody waits for")]
    [InlineData(@"\bChannel\.CreateUnbounded\b", "queues without a bound")]
    [InlineData(@"\bConfigureAwait\(false\)", "there is no synchronisation context")]
    public void The_product_has_none_of(string pattern, string what)
    {
        var found = Product.Where(source => Regex.IsMatch(source.Text, pattern, RegexOptions.Multiline)).Select(source => source.Path);

        Assert.True(!found.Any(), $"{what}: {string.Join(", ", found)}");
    }

    [Fact]
    public void A_suppressed_warning_says_why_on_the_same_line()
    {
        var wrong =
            from source in Product
            from line in source.Text.Split('\n')
            where Regex.IsMatch(line, @"#pragma warning disable") && !Regex.IsMatch(line, @"#pragma warning disable [\w, ]+ // \w")
            select $"{source.Path}: {line.Trim()}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Clock_chance_ids_and_hidden_fsync_are_banned_for_every_project()
    {
        var banned = File.ReadAllText(Path.Combine(Repository.Root, "BannedSymbols.txt"));
        var props = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"));

        foreach (var symbol in new[]
        {
            "System.DateTime.UtcNow", "System.DateTimeOffset.UtcNow", "System.Random.Shared", "System.Guid.NewGuid",
            "System.Threading.Thread.Sleep", "System.IO.FileStream.Flush(System.Boolean)", "System.IO.RandomAccess.FlushToDisk",
        })
        {
            Assert.Contains(symbol, banned, StringComparison.Ordinal);
        }

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", props, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", props, StringComparison.Ordinal);
    }
}
