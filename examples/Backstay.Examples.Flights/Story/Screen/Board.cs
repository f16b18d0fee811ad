using System.Collections.Immutable;
using System.Globalization;
using Backstay.Client.Live;
using Backstay.Core.Rollouts;
using Spectre.Console;

namespace Backstay.Examples.Flights.Story.Screen;

/// <summary>The table below the timeline: who answers how much, and how each guard closes in on its bound.</summary>
/// <param name="Title">What is going on: <c>flights-2 25 %</c>.</param>
/// <param name="Progress">How far it is: <c>3 of 5 s, 200 of 500 units</c>.</param>
internal sealed record Board(string Title, string Progress, double PerSecond, ImmutableArray<ReleaseShare> Shares, ImmutableArray<LiveGuard> Guards)
{
    private const int BarWidth = 24;

    public Table ToTable()
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) }
            .Title(new TableTitle($"{Markup.Escape($"{Title}   {Progress}")}   [bold]{PerSecond:0}[/] requests/s"))
            .AddColumns("", "share", "answers/s", "within 15 min");
        foreach (var share in Shares)
        {
            var bar = (int)Math.Round(share.Share * BarWidth);
            table.AddRow(
                new Markup(Markup.Escape(share.Release)),
                new Markup($"[blue]{new string('█', bar)}[/][grey]{new string('░', BarWidth - bar)}[/] {share.Share * 100,5:0.0} %"),
                new Markup(Number(share.PerSecond, "0")),
                new Markup($"{Number(share.Within * 100, "0.0")} %"));
        }

        if (Guards.Length > 0)
        {
            table.AddRow(new Text(""), new Text(""), new Text(""), new Text(""));
            table.AddRow(new Markup("[bold]guard[/]"), new Markup("[bold]estimate, interval[/]"), new Markup("[bold]bound[/]"), new Markup("[bold]units new / old[/]"));
            foreach (var guard in Guards)
            {
                table.AddRow(
                    new Markup(Markup.Escape(NameOf(guard))),
                    new Markup($"{Interval(guard)} {Word(guard)}"),
                    new Markup(Number(guard.Bound, "0.###")),
                    new Markup($"{guard.CanaryUnits} / {guard.ControlUnits}"));
            }
        }

        return table;
    }

    public string ToLine()
    {
        var shares = string.Join("  ", Shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Release} {share.Share * 100:0.0} %")));
        var watched = Guards.FirstOrDefault(guard => guard.Metric == GuardMetric.Quality && guard.Comparison != GuardComparison.Limit)
            ?? Guards.FirstOrDefault();
        return string.Create(CultureInfo.InvariantCulture, $"{Title}; {PerSecond:0}/s: {shares}")
            + (watched is null ? string.Empty : $"; {NameOf(watched)} {PlainInterval(watched)}, bound {Number(watched.Bound, "0.###")}");
    }

    /// <summary>The guard, and whom it holds against whom.</summary>
    public static string NameOf(LiveGuard guard) => guard.Comparison switch
    {
        GuardComparison.Limit => $"{guard.Guard} (limit)",
        GuardComparison.ControlLimit => $"{guard.Guard} (control's limit)",
        GuardComparison.Paired => $"{guard.Guard} (paired)",
        _ => guard.Guard,
    };

    private static string Interval(LiveGuard guard) => Markup.Escape(PlainInterval(guard));

    public static string PlainInterval(LiveGuard guard) => guard.Estimate is { } estimate
        ? $"{Number(estimate, "0.###")} [{Number(guard.Low, "0.###")}, {Number(guard.High, "0.###")}]"
        : guard.CanaryUnits > 0 ? "no event" : "no data yet";

    private static string Word(LiveGuard guard) => guard.Verdict switch
    {
        Statistics.Verdict.Breach => "[red]breach[/]",
        Statistics.Verdict.Pass => "[green]proven[/]",
        Statistics.Verdict.NotEnoughData => "[grey]waiting[/]",
        _ => string.Empty,
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>One release's part of the last seconds' answers.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Within">Share of its answers within 15 minutes, as the story knows it from the data.</param>
internal sealed record ReleaseShare(string Release, double Share, double PerSecond, double Within);
