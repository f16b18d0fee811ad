using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backstay.Examples.Flights.Story.Screen;

/// <summary>
/// The story as it is watched: one line an event with the time since the start. On a terminal a table stands below while
/// something is going on; elsewhere a line every few seconds takes its place.
/// </summary>
internal sealed class Timeline(IAnsiConsole console, TimeProvider time)
{
    private const int LogWidth = 120;
    private const int ClockWidth = 7;

    private const string CommandIndent = "    ";

    /// <summary>A table's margin, which its own width does not count.</summary>
    private const int TableOverhang = 2;

    /// <summary>Where texts begin: clock, sign and the spaces around it.</summary>
    private const int TextColumn = ClockWidth + 3;
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(3);

    private readonly long _started = time.GetTimestamp();
    private long _lastLine;

    /// <summary>Columns that a command's output may take to be shown as it is.</summary>
    public int CommandWidth => Math.Max(60, console.Profile.Width - CommandIndent.Length - TableOverhang);

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>A console on standard output; wide enough for a line an event where that is a file or a pipe.</summary>
    public static Timeline OnStandardOutput(TimeProvider time)
    {
        if (!Console.IsOutputRedirected)
        {
            return new Timeline(AnsiConsole.Console, time);
        }

        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        plain.Profile.Width = LogWidth;
        return new Timeline(plain, time);
    }

    public void Chapter(string number, string title)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{Markup.Escape(number)}  {Markup.Escape(title)}[/]") { Justification = Justify.Left, Style = new Style(Color.Grey) });
    }

    /// <summary>An ordinary event.</summary>
    public void Say(string text) => Line("[grey]·[/]", text, style: null);

    /// <summary>Something that was promised has happened.</summary>
    public void Good(string text) => Line("[green]✓[/]", text, "green");

    /// <summary>Something bad has happened that is part of the story.</summary>
    public void Bad(string text) => Line("[red]![/]", text, "red");

    /// <summary>A detail of the event above.</summary>
    public void Detail(string text) => Lines(new string(' ', TextColumn + 2), new string(' ', TextColumn + 2), text, "grey");

    /// <summary>A command as the viewer would type it, and what it said.</summary>
    /// <param name="most">Lines of output shown.</param>
    public void Command(string command, string output, int most)
    {
        console.WriteLine();
        Lines("  ", "      ", $"$ {command}", "bold");
        var lines = output.Split('\n').SkipWhile(string.IsNullOrWhiteSpace).ToList();
        foreach (var line in lines.Take(most))
        {
            Lines(CommandIndent, "      ", line.TrimEnd(), "grey");
        }

        if (lines.Count > most)
        {
            console.MarkupLine($"    [grey]… {lines.Count - most} more lines[/]");
        }

        console.WriteLine();
    }

    public void Write(IRenderable renderable) => console.Write(renderable);

    public void Blank() => console.WriteLine();

    /// <summary>
    /// Shows <paramref name="frame"/> again and again until <paramref name="step"/> says that it is over. Events that a step
    /// returns become lines above the table.
    /// </summary>
    public async Task WatchAsync(Func<CancellationToken, Task<WatchStep>> step, Func<Board> frame, TimeSpan every, CancellationToken ct)
    {
        var next = await step(ct);
        while (true)
        {
            next.Tell(this);
            if (next.IsOver)
            {
                return;
            }

            next = console.Profile.Capabilities.Interactive
                ? await console.Live(frame().ToTable()).AutoClear(true).StartAsync(live => UntilEventAsync(() => live.UpdateTarget(frame().ToTable())))
                : await UntilEventAsync(() => LineOf(frame()));
        }

        async Task<WatchStep> UntilEventAsync(Action show)
        {
            while (true)
            {
                var now = await step(ct);
                show();
                if (now.IsOver || !now.IsQuiet)
                {
                    return now;
                }

                await Task.Delay(every, time, ct);
            }
        }
    }

    private void LineOf(Board board)
    {
        if (time.GetElapsedTime(_lastLine) >= LineEvery)
        {
            _lastLine = time.GetTimestamp();
            Line("[grey]…[/]", board.ToLine(), "grey");
        }
    }

    private void Line(string sign, string text, string? style)
    {
        var clock = Elapsed.ToString(@"m\:ss\.f", CultureInfo.InvariantCulture).PadLeft(ClockWidth);
        Lines($"[grey]{clock}[/] {sign} ", new string(' ', TextColumn), text, style);
    }

    /// <summary>Wraps by words itself: what is written has no padding, so that a log of it stays clean.</summary>
    private void Lines(string first, string others, string text, string? style)
    {
        var lead = first;
        foreach (var line in Wrap(text, Math.Max(20, console.Profile.Width - others.Length)))
        {
            var body = Markup.Escape(line);
            console.MarkupLine(lead + (style is null ? body : $"[{style}]{body}[/]"));
            lead = others;
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            var at = text.LastIndexOf(' ', width);
            var end = at > 0 ? at : width;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        yield return text;
    }
}
