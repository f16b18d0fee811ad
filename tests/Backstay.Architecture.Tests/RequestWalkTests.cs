using System.Globalization;
using System.Text.RegularExpressions;

namespace Backstay.Architecture.Tests;

/// <summary>The walk of a request in docs/architecture.md and the gateway's comments number the same steps.</summary>
public sealed class RequestWalkTests
{
    [Fact]
    public void The_gateways_comments_have_the_numbers_of_the_walk()
    {
        var house = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var walk = house[house.IndexOf("\n## A request,", StringComparison.Ordinal)..];
        walk = walk[..walk.IndexOf("\n## ", 1, StringComparison.Ordinal)];
        var steps = Regex.Matches(walk, @"^(\d+)\. \*\*(\w+)", RegexOptions.Multiline)
            .Select(step => $"{step.Groups[1].Value} {step.Groups[2].Value.ToLowerInvariant()}").ToList();
        var said = (
            from source in Repository.Sources("src/Backstay.Gateway")
            from line in source.Text.Split('\n')
            where line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            from Match step in Regex.Matches(line, @"(?:Step (\d{1,2}), |\((\d{1,2})\) )([a-z]+)")
            select $"{step.Groups[1].Value}{step.Groups[2].Value} {step.Groups[3].Value}").ToHashSet(StringComparer.Ordinal);

        Assert.Equal(Enumerable.Range(1, 11), steps.Select(step => int.Parse(step.Split(' ')[0], CultureInfo.InvariantCulture)));
        Assert.Equal(steps.Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
    }
}
