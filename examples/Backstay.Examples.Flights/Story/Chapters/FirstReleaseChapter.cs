using System.Globalization;
using Backstay.Client;
using Backstay.Client.Rollouts;
using Backstay.Examples.Flights.Story.Callers;
using Backstay.Examples.Flights.Story.Control;
using Backstay.Examples.Flights.Story.Screen;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>An endpoint, a first release with evidence, and traffic.</summary>
internal sealed class FirstReleaseChapter : IChapter
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    public string Number => "3";

    public string Title => "Release 1 serves real traffic";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        await Releases.DeclareAsync(story, outside: null, "Callers ask how late a flight will arrive.", ct);
        await Releases.ProposeAsync(
            story, Releases.First, Versions.LeastSquares, Versions.MilesAndHours, Releases.Hosted, "The first model, to have one.", ct);
        var refusal = await ActivateTooEarlyAsync(story, ct);
        var check = await Releases.CheckAsync(story, Releases.First, _ => true, ct);
        await ActivateAsync(story, ct);
        story.Promises.Settle(PromiseIds.Checked, refusal is not null, refusal is null
            ? $"{Releases.First} was activated without any evidence"
            : $"refused before ({refusal}), activated after {check.Samples} checked samples");
        story.Timeline.Good($"{Releases.First} is current at {StoryContext.Endpoint} (production)");

        story.Crowd = StartCrowd(story);
        story.Timeline.Say($"traffic on: {story.Profile.Rate} requests/s wanted, each a flight that no request held before; labels follow {story.Profile.LabelsAfter.TotalSeconds:0.#} s after each answer");
        await story.Timeline.WatchAsync(
            _ => Task.FromResult(story.Tally.Read().Answers >= story.Profile.WarmUp ? WatchStep.Over : story.Crowd.Fault is { } fault ? throw new StoryException($"The callers stopped: {fault.Message}") : WatchStep.Quiet),
            () => story.Gauge.Read($"{StoryContext.Endpoint}: {Releases.First} alone", string.Empty, []),
            Every,
            ct);
        story.Timeline.Say(string.Create(CultureInfo.InvariantCulture, $"{story.Tally.Read().Answers:n0} answers, {story.Tally.Read().Failures} failed"));
        await KeepCheckpointAsync(story, ct);
    }

    private static Crowd StartCrowd(StoryContext story)
    {
        var rows = new RowSource(File.ReadAllBytes(Path.Combine(story.ModelFolder, TrainingRun.LiveFile)));
        var crowd = new Crowd(
            story.Server.Gateway, StoryContext.Endpoint.ToString(), rows, story.Tally, story.Client, FlightFields.Delay,
            story.Profile.LabelsAfter, story.Time);
        crowd.Start(story.Profile.Rate);
        return crowd;
    }

    private static Task<StartRolloutAnswer> ActivateAsync(StoryContext story, CancellationToken ct) => story.Client.StartRolloutAsync(
        new StartRolloutRequest { Endpoint = StoryContext.Endpoint, Release = Releases.First, Why = "The endpoint's first release." }, idempotencyKey: null, ct);

    /// <summary>The refusal's reason; null where nobody refused.</summary>
    private static async Task<string?> ActivateTooEarlyAsync(StoryContext story, CancellationToken ct)
    {
        try
        {
            await ActivateAsync(story, ct);
            return null;
        }
        catch (BackstayException refused) when (refused.Problem.Status is >= 400 and < 500)
        {
            story.Timeline.Say($"activate {Releases.First} at once? Refused: {refused.Problem.Message}");
            return refused.Problem.Code;
        }
    }

    /// <summary>A signed statement of the ledger's size and root, where the server's disk can't take it along.</summary>
    private static async Task KeepCheckpointAsync(StoryContext story, CancellationToken ct)
    {
        string[] command = ["ledger", "checkpoint", "--out", story.CheckpointFile];
        var result = await story.Cli.RunAsync(command, ct);
        if (result.ExitCode != 0)
        {
            throw new StoryException($"No checkpoint was signed: {result.Text}");
        }

        story.Timeline.Say($"a signed checkpoint of the ledger is kept outside of the data folder: {Path.GetRelativePath(story.Options.Folder, story.CheckpointFile)}");
    }
}
