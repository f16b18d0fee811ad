using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.TestKit;

namespace Backstay.Expressions.Tests.Documentation;

/// <summary>The reference says what the code does.</summary>
public sealed class ReferenceTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs/reference/expressions.md"));

    [Fact]
    public void The_list_of_functions_is_that_of_the_function_table()
    {
        var expected = FunctionTable.Standard.All.Select(LineOf).ToList();
        var written = Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(" -> ", StringComparison.Ordinal)).ToList();

        Assert.True(expected.SequenceEqual(written), "The lines should be:\n" + string.Join('\n', expected));
    }

    [Fact]
    public void Every_macro_has_its_line()
    {
        foreach (var macro in MacroExpander.Names)
        {
            Assert.Matches($@"(?m)^\| `.*\b{macro.Replace(".", @"\.", StringComparison.Ordinal)}\(", Page);
        }
    }

    [Fact]
    public void The_limits_are_those_of_the_code()
    {
        var limits = ExpressionLimits.Default;
        foreach (var limit in new[] { limits.SourceBytes, limits.Nodes, limits.Nesting, limits.Steps, limits.Items, limits.TextLength, limits.PatternLength })
        {
            Assert.Contains($" {limit:N0} ", Page, StringComparison.Ordinal);
        }
    }

    /// <summary>Each expression of the page checks, and is what stands behind the arrow.</summary>
    [Fact]
    public void The_examples_are_true()
    {
        var examples = Page.Split('\n').Where(line => line.Contains("  ==>  ", StringComparison.Ordinal)).Select(line => line.Split("  ==>  ")).ToList();

        Assert.True(examples.Count >= 10);
        Assert.All(examples, example =>
        {
            var value = Sample.Evaluate(example[0].Trim());
            Assert.Equal(example[1].Trim(), value.IsError ? "error" : value.ToString());
        });
    }

    private static string LineOf(Function function)
    {
        var name = Operators.IsOperator(function.Name) ? Operators.SignOf(function.Name) : function.Name;
        var signatures = string.Join("<br>", function.Overloads.Select(overload => $"`{overload}`")).Replace("|", "\\|", StringComparison.Ordinal);
        return $"| `{name.Replace("|", "\\|", StringComparison.Ordinal)}` | {signatures} | {function.Summary} |";
    }
}
