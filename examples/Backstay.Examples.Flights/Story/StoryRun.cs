using System.Globalization;
using Backstay.Client;
using Backstay.Examples.Flights.Story.Chapters;
using Backstay.Examples.Flights.Story.Promises;
using Backstay.Examples.Flights.Story.Screen;
using Backstay.Examples.Flights.Training;
using Spectre.Console;

namespace Backstay.Examples.Flights.Story;

/// <summary>Tells the story once, from an empty data folder to the table of promises.</summary>
internal sealed class StoryRun(StoryOptions options, TimeProvider time)
{
    public const int Kept = 0;
    public const int Broken = 1;

    private static IReadOnlyList<IChapter> Chapters =>
    [
        new OpeningChapter(),
        new RegistryChapter(),
        new FirstReleaseChapter(),
        new BetterReleaseChapter(),
        new UnitsBugChapter(),
        new DyingBackendChapter(),
        new QuestionsChapter(),
        new TamperingChapter(),
    ];

    /// <summary>The exit code: 0 when every promise was kept.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        using var alone = TakeFolder();
        var timeline = Timeline.OnStandardOutput(time);
        var promises = PromiseIds.MakeAll(options.Profile);
        await using var story = new StoryContext(options, timeline, promises, time);
        var broke = await TellAsync(story, ct);
        timeline.Blank();
        timeline.Write(Table(promises));
        if (broke is not null)
        {
            timeline.Bad($"the story broke off: {broke}");
            timeline.Detail($"logs: {options.LogFolder}");
        }

        timeline.Say(string.Create(CultureInfo.InvariantCulture, $"{promises.All.Count(promise => promise.Met)} of {promises.All.Count} promises kept in {timeline.Elapsed.TotalSeconds:0} s"));
        WriteSummary(story, broke);
        if (broke is null && options.Keep)
        {
            await KeepAsync(story, ct);
        }

        return broke is null && promises.AllKept ? Kept : Broken;
    }

    /// <summary>Why it broke off; null where it was told to its end.</summary>
    private static async Task<string?> TellAsync(StoryContext story, CancellationToken ct)
    {
        var title = string.Empty;
        try
        {
            foreach (var chapter in Chapters)
            {
                title = $"chapter {chapter.Number}";
                story.Timeline.Chapter(chapter.Number, chapter.Title);
                await chapter.TellAsync(story, ct);
            }

            return null;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return $"{title}: interrupted";
        }
        catch (Exception broke)
        {
            // The story's edge: whatever went wrong, the table of promises is printed and every process ends.
            return broke is StoryException or BackstayException ? $"{title}: {broke.Message}" : $"{title}: {broke}";
        }
    }

    private static Table Table(PromiseBook promises)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) }.AddColumns("promised", "evidence", "met");
        foreach (var promise in promises.All)
        {
            table.AddRow(
                new Markup(Markup.Escape(promise.Text)),
                new Markup($"[grey]{Markup.Escape(promise.Evidence)}[/]"),
                new Markup(promise.Met ? "[green]yes[/]" : "[red]NO[/]"));
        }

        return table;
    }

    private void WriteSummary(StoryContext story, string? broke)
    {
        if (options.SummaryFile is not { } file)
        {
            return;
        }

        var tally = story.Tally.Read();
        var seconds = story.Crowd?.Seconds ?? 0;
        Files.Write(file, new StorySummary(
            options.Profile.Name, story.Promises.AllKept, broke, Math.Round(story.Timeline.Elapsed.TotalSeconds, 1),
            tally.Answers, tally.Failures, tally.Rescued, tally.GapRetries,
            seconds > 0 ? Math.Round(tally.Answers / seconds, 1) : 0,
            story.Crowd?.Rows.Taken ?? 0, story.Crowd?.Labels.Posted ?? 0, story.Promises.All));
    }

    /// <summary>The same server again, with all that happened, until somebody ends it.</summary>
    private static async Task KeepAsync(StoryContext story, CancellationToken ct)
    {
        await story.Server.StartAsync(ct);
        story.Timeline.Blank();
        story.Timeline.Say($"kept running as process {story.Server.ProcessId}:");
        story.Timeline.Detail($"live page    {OpeningChapter.LivePage(story)}");
        story.Timeline.Detail($"control API  {story.Server.Api}   (export BACKSTAY_SERVER={story.Server.Api})");
        story.Timeline.Detail($"gateway      {new Uri(story.Server.Gateway, $"endpoints/{StoryContext.Endpoint}")}");
        story.Timeline.Detail("stop it with Ctrl-C");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, story.Time, ct);
        }
        catch (OperationCanceledException)
        {
            story.Timeline.Say("stopping");
        }
    }

    /// <summary>Empties what an earlier telling left, and keeps a second one out of the same folder.</summary>
    private FileStream TakeFolder()
    {
        Directory.CreateDirectory(options.Folder);
        FileStream alone;
        try
        {
            alone = new FileStream(Path.Combine(options.Folder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new ArgumentException($"Another demo runs in {options.Folder}. Stop it, or give --folder another place.");
        }

        foreach (var folder in new[] { options.DataFolder, options.LogFolder, options.KeptFolder, Path.Combine(options.Folder, "copy-of-data") })
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Directory.CreateDirectory(options.LogFolder);
        Directory.CreateDirectory(options.KeptFolder);
        return alone;
    }
}
