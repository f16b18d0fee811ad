using System.Globalization;
using Backstay.Client.Incidents;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.Examples.Flights.Serving;
using Backstay.Examples.Flights.Story.Control;
using Backstay.Examples.Flights.Story.Screen;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>Release 4 runs in a process of its own that really dies on long flights, in front of users and without a shadow.</summary>
internal sealed class DyingBackendChapter : IChapter
{
    /// <summary>The first distance that the process dies of.</summary>
    private const int DeadlyMiles = Verbs.DefaultBands * BandedModel.BandWidth;

    private static readonly TimeSpan DeathPatience = TimeSpan.FromSeconds(5);

    private int _deathsTold;

    public string Number => "6";

    public string Title => "Release 4 runs in another process, and that process dies";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        await story.Backend.StartAsync(Path.Combine(story.ModelFolder, ModelRecipe.Delay4 + ".weights.json"), story.Options.LogFolder, story.Time, ct);
        await Releases.DeclareAsync(story, story.Backend.Url, "Release 4 is served by a process of its own.", ct);
        story.Timeline.Say($"backend {Releases.OutsideProcess} at {story.Backend.Url} speaks the Open Inference Protocol v2; flights from {DeadlyMiles:n0} miles kill it");
        await Releases.ProposeAsync(
            story, Releases.Outside, Versions.OutsideNetwork, Versions.MilesAndHours, Releases.OutsideProcess, "The same network, served apart from everything else.", ct);
        await Releases.CheckAsync(story, Releases.Outside, flight => flight.Distance < DeadlyMiles, ct);
        story.Timeline.Say("the samples held no long flight, as samples do; the first users will");

        var before = story.Tally.Read();
        var rollout = await Releases.StartAsync(story, Releases.Outside, StoryPlans.NoShadow(story.Profile.Dying), "Five users in a hundred, to see how it holds up.", ct);
        var view = await new RolloutWatch(story, rollout, (_, _) => Task.FromResult<IReadOnlyList<WatchEvent>>(Deaths(story))).RunAsync(ct);
        await TellLastDeathAsync(story, ct);
        await SettleAsync(story, view, before.Rescued, before.Failures, ct);
    }

    private static async Task SettleAsync(StoryContext story, RolloutView view, long rescuedBefore, long failuresBefore, CancellationToken ct)
    {
        if (view.Record.Status != RolloutStatus.RolledBack || view.Incidents.IsEmpty)
        {
            throw new StoryException($"{Releases.Outside} was not rolled back: the rollout ended as {view.Record.Status}.");
        }

        var incident = await story.Client.GetIncidentAsync(view.Incidents[^1], ct);
        var evidence = incident.Incident.Evidence[0];
        var after = story.Tally.Read();
        var seconds = ((view.Record.Ended ?? view.Record.Started) - view.Record.Started).TotalSeconds;
        var deaths = story.Backend.Deaths.Count;
        var figure = string.Create(
            CultureInfo.InvariantCulture,
            $"{deaths} death{(deaths == 1 ? "" : "s")}, rolled back {seconds:0.0} s after its first user by guard {evidence.Guard} (n {evidence.Test.N}, e-value {evidence.Test.EValue:0} of {evidence.Test.Threshold:0}); {after.Rescued - rescuedBefore} answers rescued by the standby, {after.Failures - failuresBefore} failed");
        story.Timeline.Good($"{incident.Incident.Id}: {figure}");
        story.Promises.Settle(
            PromiseIds.Died, evidence.Guard.ToString() == StoryPlans.Errors && deaths > 0 && after.Failures == failuresBefore, figure);
    }

    /// <summary>The rollback is often quicker than the operating system's word that the process is gone.</summary>
    private async Task TellLastDeathAsync(StoryContext story, CancellationToken ct)
    {
        var started = story.Time.GetTimestamp();
        while (story.Backend.Deaths.Count == 0 && story.Time.GetElapsedTime(started) < DeathPatience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), story.Time, ct);
        }

        Deaths(story).ForEach(death => death.Tell(story.Timeline));
    }

    private List<WatchEvent> Deaths(StoryContext story)
    {
        var deaths = story.Backend.Deaths;
        var news = deaths.Skip(_deathsTold).Select(line => new WatchEvent(Mood.Bad, $"{Releases.OutsideProcess}: {line}")).ToList();
        _deathsTold = deaths.Count;
        return news;
    }
}
