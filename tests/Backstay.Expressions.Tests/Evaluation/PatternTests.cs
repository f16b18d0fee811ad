using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Evaluation;

/// <summary>matches() by RE2's rules, where .NET's own would differ.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("😀", "^.$", true)]
    [InlineData("😀", "^..$", false)]
    [InlineData("😀", "^[😀-😂]$", true)]
    [InlineData("😃", "^[😀-😂]$", false)]
    [InlineData("😀", "^[^a]$", true)]
    [InlineData("\U0010FFFF", "^[\\x{10000}-\\x{10FFFF}]$", true)]
    [InlineData("\U00020000", "^[\\x{1F600}-\\x{2FFFF}]$", true)]
    [InlineData("\U0001F5FF", "^[\\x{1F600}-\\x{2FFFF}]$", false)]
    [InlineData("٣", "^\\d$", false)]
    [InlineData("é", "^\\w$", false)]
    [InlineData("\u00a0", "^\\s$", false)]
    [InlineData("\v", "^\\s$", false)]
    [InlineData("\v", "^[[:space:]]$", true)]
    [InlineData("a\n", "^a$", false)]
    [InlineData("a\nb", "a$", false)]
    [InlineData("a\nb", "(?m)^a$", true)]
    [InlineData("a\nb", "a.b", false)]
    [InlineData("a\nb", "(?s)a.b", true)]
    [InlineData("ABC", "(?i)abc", true)]
    [InlineData("ABC", "(?i:a)bc", false)]
    [InlineData("aB", "(?i)a(?-i)b", false)]
    [InlineData("é", "^\\pL$", true)]
    [InlineData("5", "^\\p{L}$", false)]
    [InlineData("5", "^\\P{Lu}$", true)]
    [InlineData("x5é", "^[\\p{Ll}\\d]+$", true)]
    [InlineData("É", "^[^\\p{Lu}]$", false)]
    [InlineData("É", "^\\p{^Lu}$", false)]
    [InlineData("A", "(?i)^[^a]$", false)]
    [InlineData("ÉK", "(?i)^ék$", true)]
    [InlineData("éa", "\\ba", true)]
    [InlineData("éa", "é\\Ba", false)]
    [InlineData("", "^$", true)]
    [InlineData("", "a*", true)]
    [InlineData("b", "(a*)*b", true)]
    [InlineData("xaby", "ab|cd", true)]
    [InlineData("xcdy", "ab|cd|", true)]
    [InlineData("aaaa", "^(?:aa){2}$", true)]
    [InlineData("aaa", "^(?:aa){2}$", false)]
    [InlineData("aaa", "^a{2,}$", true)]
    [InlineData("a", "^a{0}$", false)]
    [InlineData("a\n", "(?m)a$", true)]
    [InlineData("", "()*", true)]
    [InlineData("a.b", "^a\\.b$", true)]
    [InlineData("a+b", "^\\Qa+b\\E$", true)]
    [InlineData("a{,2}", "^a{,2}$", true)]
    [InlineData("aaa", "^a{2,3}?$", true)]
    [InlineData("ab", "^(?P<x>a)(?<y>b)$", true)]
    [InlineData("x]", "^[]x]+$", true)]
    [InlineData("-", "^[a-]$", true)]
    [InlineData("AZ09_", "^[[:word:]]+$", true)]
    [InlineData("a b", "\\bb", true)]
    [InlineData("\aAA", "^\\a\\x41\\x{41}$", true)]
    [InlineData("ab", "^(|a|ab)$", true)]
    public void Means_what_RE2_means(string text, string pattern, bool matches) => Assert.Equal(Value.Bool(matches), Match(text, pattern));

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("a{3,2}")]
    [InlineData("a{1001}")]
    [InlineData("[z-a]")]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)")]
    [InlineData("(?!a)")]
    [InlineData("(?<=a)b")]
    [InlineData("(?>a)")]
    [InlineData("\\k<x>")]
    [InlineData("\\Z")]
    [InlineData("\\pX")]
    [InlineData("(?i)*")]
    [InlineData("a{1,1001}")]
    [InlineData("\\p{Greek}")]
    [InlineData("[[:nope:]]")]
    [InlineData("\\x{110000}")]
    [InlineData("\\")]
    [InlineData("[\\")]
    [InlineData("(?P<a")]
    [InlineData("(?")]
    public void What_RE2_refuses_is_an_error(string pattern) =>
        Assert.Equal(EvaluationErrorKind.InvalidArgument, Match("a", pattern).AsError.Kind);

    /// <summary>Patterns that take other engines hours or gigabytes.</summary>
    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(.*)*(.*)*(.*)*b")]
    [InlineData("((a{1,100}){1,100}){1,100}")]
    [InlineData("(((((a*)*)*)*)*)*$")]
    [InlineData("(a?){900}a{900}")]
    [InlineData("[\\s\\S]{1000}{2}")]
    public void Bombs_end_within_the_steps(string pattern)
    {
        var value = Match(new string('a', 5_000) + "!", pattern);

        Assert.True(value.Kind == ValueKind.Bool || value.AsError.Kind is EvaluationErrorKind.Limit or EvaluationErrorKind.InvalidArgument, value.ToString());
    }

    [Fact]
    public void Every_state_that_is_visited_is_paid_for() =>
        Assert.Equal(EvaluationErrorKind.Limit, Match(new string('a', 5_000), "(a{1,20}){1,40}b").AsError.Kind);

    [Fact]
    public void A_pattern_longer_than_allowed_is_refused() =>
        Assert.Equal(EvaluationErrorKind.Limit, Match("a", new string('a', 1_001)).AsError.Kind);

    private static Value Match(string text, string pattern) => Sample.Evaluate("name.matches(any)", ("name", Value.String(text)), ("any", Value.String(pattern)));
}
