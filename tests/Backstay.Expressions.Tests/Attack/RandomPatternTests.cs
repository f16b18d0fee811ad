using System.Text.RegularExpressions;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Functions.Patterns;

namespace Backstay.Expressions.Tests.Attack;

/// <summary>Our automaton against .NET's engine, on patterns and texts where both mean the same.</summary>
public sealed class RandomPatternTests
{
    private const int Patterns = 1_000;
    private const int TextsPerPattern = 12;

    [Fact]
    public void Random_patterns_match_what_they_match_in_dotnet()
    {
        for (var seed = 0; seed < Patterns; seed++)
        {
            var random = new Random(seed);
            var pattern = Pattern(random, 3);
            var (node, problem) = PatternParser.Parse(pattern);
            Assert.True(problem is null, $"seed {seed}: {pattern}: {problem}");
            var automaton = Automaton.Of(node);
            var expected = new Regex(pattern.Replace("$", @"\z", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            for (var i = 0; i < TextsPerPattern; i++)
            {
                var text = new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => "abcB \n"[random.Next(6)])]);
                var budget = new EvaluationBudget(new ExpressionLimits { Steps = 1_000_000 });
                Assert.True(expected.IsMatch(text) == automaton.Matches(text, budget).IsTrue, $"seed {seed}: {pattern} on '{text.Replace("\n", "\\n", StringComparison.Ordinal)}'");
            }
        }
    }

    /// <summary>Whatever text is taken for a pattern: an answer or an error, never an exception, never without end.</summary>
    [Fact]
    public void Noise_is_a_pattern_or_is_refused()
    {
        const string Alphabet = "ab01()[]{}|*+?^$\\.,-:<>=!PpLdwsbBAzQExiUm😀\uD800é\n";
        for (var seed = 0; seed < 20 * Patterns; seed++)
        {
            var random = new Random(seed);
            var pattern = new string([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var (node, problem) = PatternParser.Parse(pattern);
            if (problem is null)
            {
                _ = Automaton.Of(node).Matches("ab😀\n1", new EvaluationBudget(ExpressionLimits.Default));
            }
        }
    }

    private static string Pattern(Random random, int depth)
    {
        string Inner() => Pattern(random, depth - 1);
        string[] leaves = ["a", "b", ".", "[ab]", "[^a]", "[a-c]", "^", "$", @"\b", @"\B", @"\w", @"\s", "(?i:b)", "(?s:.)", "(?m:^)", "(?:)"];
        if (depth <= 0)
        {
            return leaves[random.Next(leaves.Length)];
        }

        return random.Next(8) switch
        {
            0 => $"({Inner()}|{Inner()})",
            1 => $"(?:{Inner()})*",
            2 => $"(?:{Inner()})+?",
            3 => $"(?:{Inner()})?",
            4 => $"(?:{Inner()}){{{random.Next(3)},{random.Next(3, 5)}}}",
            5 => $"(?:{Inner()}){{{random.Next(3)},}}",
            _ => Inner() + Inner(),
        };
    }
}
