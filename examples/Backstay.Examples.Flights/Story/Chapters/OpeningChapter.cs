using System.Globalization;
using Backstay.Client;
using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Story.Control;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>The server starts on an empty data folder, while the models are trained, or taken from an earlier run.</summary>
internal sealed class OpeningChapter : IChapter
{
    public string Number => "1";

    public string Title => "One process, one empty folder, four trained models";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        var training = Task.Run(() => Train(story.Options), ct);
        await story.Server.StartAsync(ct);
        story.Client = new BackstayClient(story.Server.Api, token: null);
        story.Pager = await Pager.StartAsync(ct);
        story.Timeline.Say($"backstay serve runs as process {story.Server.ProcessId}; gateway {story.Server.Gateway}");
        story.Timeline.Say($"watch it live: {LivePage(story)}");

        var (folder, manifest, seconds) = await training;
        (story.ModelFolder, story.Manifest) = (folder, manifest);
        story.Timeline.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{manifest.Models.Count} models trained on {manifest.Data.Training.Rows:n0} real flights{(seconds is { } took ? $" in {took:0.0} s" : " (kept from an earlier run: same seed, same code)")}; {manifest.Data.Live.Rows:n0} other flights wait as traffic"));
    }

    public static string LivePage(StoryContext story) => new Uri(story.Server.Api, "live").ToString();

    /// <summary>Models are kept by seed and by the program that trained them. They appear whole or not at all.</summary>
    private static (string Folder, TrainingManifest Manifest, double? Seconds) Train(StoryOptions options)
    {
        var program = typeof(TrainingRun).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..12];
        var folder = Path.Combine(options.Folder, "models", string.Create(CultureInfo.InvariantCulture, $"seed-{options.Seed}-{program}"));
        var manifestFile = Path.Combine(folder, TrainingRun.ManifestFile);
        if (File.Exists(manifestFile))
        {
            return (folder, Files.Read<TrainingManifest>(manifestFile), null);
        }

        var started = System.Diagnostics.Stopwatch.StartNew();
        var unfinished = folder + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        var manifest = new TrainingRun(unfinished, options.Seed).Run(DataFolder.Find(FlightFile.Name));
        Directory.Move(unfinished, folder);
        return (folder, manifest, started.Elapsed.TotalSeconds);
    }
}
