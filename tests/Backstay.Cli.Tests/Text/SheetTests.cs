using Backstay.Cli.Output;
using Spectre.Console;

namespace Backstay.Cli.Tests.Text;

public sealed class SheetTests
{
    private const string Digest = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

    [Fact]
    public void A_row_that_fits_is_one_line()
    {
        var lines = Drawn(200);

        Assert.Contains(lines, line => line.Contains("model", StringComparison.Ordinal) && line.Contains(Digest, StringComparison.Ordinal) && line.Contains("Better on long flights.", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_room_is_short_sentences_wrap_between_words_and_nothing_else_does()
    {
        var lines = Drawn(100);

        Assert.Contains(lines, line => line.Contains("model", StringComparison.Ordinal) && line.Contains(Digest, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Trim() == "flights.");
        Assert.All(lines, line => Assert.True(line.Length <= 100));
    }

    [Fact]
    public void Where_not_even_the_words_fit_each_row_is_a_list_of_facts()
    {
        var lines = Drawn(74);

        Assert.Equal(["part    model", $"digest  {Digest}", "why     Better on long flights."], lines.Where(line => line.Length > 0).Take(3));
    }

    [Fact]
    public void Markup_and_control_characters_of_others_stay_text()
    {
        using var output = new StringWriter();
        ConsoleOn(output, 80).Write(Tables.WithColumns("why").Row("[red]\u001b[2Jno"));

        Assert.Contains("[red]?[2Jno", output.ToString(), StringComparison.Ordinal);
    }

    private static string[] Drawn(int width)
    {
        using var output = new StringWriter();
        ConsoleOn(output, width).Write(Tables.WithColumns("part", "digest", "why").Row("model", Digest, "Better on long flights.").Row("prompt", Digest, null));
        return [.. output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
    }

    private static IAnsiConsole ConsoleOn(StringWriter output, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        return console;
    }
}
