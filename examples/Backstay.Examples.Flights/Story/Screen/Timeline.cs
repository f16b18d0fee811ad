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
    private const int LogWidth = 140;
    private const string Indent = "         ";
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(3);

    private readonly long _started = time.GetTimestamp();
    private long _lastLine;

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>A console on standard output; wide enough for a line an event where that is a file or a pipe.</summary>
    public static Timeline OnStandardOutput(TimeProvider time)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = LogWidth;
        }

        return new Timeline(console, time);
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
    public void Detail(string text) =>
        console.Write(new Padder(new Text(text, new Style(Color.Grey)), new Padding(Indent.Length + 2, 0, 0, 0)));

    /// <summary>A command as the viewer would type it, and what it said.</summary>
    /// <param name="most">Lines of output shown.</param>
    public void Command(string command, string output, int most)
    {
        console.Write(new Padder(new Markup($"[bold]$ {Markup.Escape(command)}[/]"), new Padding(2, 1, 0, 0)));
        var lines = output.Split('\n');
        foreach (var line in lines.Take(most))
        {
            console.Write(new Text($"    {line.TrimEnd()}\n", new Style(Color.Grey)));
        }

        if (lines.Length > most)
        {
            console.Write(new Text($"    … {lines.Length - most} more lines\n", new Style(Color.Grey)));
        }
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
        var clock = Elapsed.ToString(@"m\:ss\.f", CultureInfo.InvariantCulture);
        var body = style is null ? Markup.Escape(text) : $"[{style}]{Markup.Escape(text)}[/]";
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Width(8).PadRight(0)).AddColumn(new GridColumn().NoWrap().Width(2).PadRight(0)).AddColumn(new GridColumn().PadRight(0));
        grid.AddRow(new Markup($"[grey]{clock,7}[/]"), new Markup(sign), new Markup(body));
        console.Write(grid);
    }
}
