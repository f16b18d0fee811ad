using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Primitives;

public sealed class TextRulesTests
{
    [Theory]
    [InlineData("One line.")]
    [InlineData("Two lines,\r\nand a tab:\t.")]
    [InlineData("Zürich, 東京, القاهرة")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("a family: \U0001F468\u200D\U0001F469\u200D\U0001F467, a heart: \u2764\uFE0F")]
    public void What_people_write_is_taken(string text) => Assert.Null(TextRules.Required("why", text));

    [Theory]
    [InlineData("a\u0000b", "U+0000")]
    [InlineData("a\u001B[31mb", "U+001B")]
    [InlineData("a\u007Fb", "U+007F")]
    [InlineData("a\u0085b", "U+0085")]
    [InlineData("safe \u202Etxt.exe", "U+202E")]
    [InlineData("a\u2066b", "U+2066")]
    [InlineData("a\u200Bb", "U+200B")]
    [InlineData("\uFEFFa", "U+FEFF")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("é and \uFDD0", "U+FDD0")]
    [InlineData("a \U0001F600 \U000E0041", "U+E0041")]
    public void What_readers_do_not_see_or_what_turns_their_text_round_is_refused_and_named(string text, string character)
    {
        var problem = TextRules.Required("why", text);

        Assert.Equal("why", problem?.Field);
        Assert.Contains(character, problem?.Message, StringComparison.Ordinal);
        Assert.NotNull(problem?.Hint);
        Assert.NotNull(TextRules.Optional("why", text));
    }

    // Not as data of a theory: test runners can't carry them.
    [Fact]
    public void What_is_no_character_is_refused()
    {
        Assert.Contains("U+FFFF", TextRules.Required("why", "a\uFFFF")?.Message, StringComparison.Ordinal);
        Assert.Contains("U+FFFE", TextRules.Required("why", "\uFFFEa")?.Message, StringComparison.Ordinal);
        Assert.Contains("U+1FFFE", TextRules.Required("why", "a\U0001FFFE")?.Message, StringComparison.Ordinal);
        Assert.Contains("U+D800", TextRules.Required("why", "a\uD800")?.Message, StringComparison.Ordinal);
        Assert.Contains("U+DC00", TextRules.Required("why", "\uDC00\uD800")?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_has_its_length_and_says_something()
    {
        Assert.Null(TextRules.Required("why", new string('a', TextRules.MaxText)));
        Assert.NotNull(TextRules.Required("why", new string('a', TextRules.MaxText + 1)));
        Assert.NotNull(TextRules.Required("why", " \n\t"));
        Assert.NotNull(TextRules.Required("why", null));
        Assert.Null(TextRules.Optional("why", null));
    }
}
