using System.Globalization;
using Backstay.Client.Endpoints;
using Backstay.Client.Incidents;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.Examples.Flights.Story.Callers;
using Backstay.Examples.Flights.Story.Control;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>Release 3 answers in range, on time and in the right type, and is wrong. Only labels tell.</summary>
internal sealed class UnitsBugChapter : IChapter
{
    private const int ShownLines = 12;
    private static readonly TimeSpan PagePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterRollback = TimeSpan.FromSeconds(1);

    public string Number => "5";

    public string Title => "Release 3 has a silent units bug";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        await Releases.ProposeAsync(
            story, Releases.UnitsBug, Versions.KilometreNetwork, Versions.KilometresAndDay, Releases.Hosted,
            "The network trained again on kilometres and the fraction of the day, with the data processor that makes them.", ct);
        story.Timeline.Say("its data processor takes the callers' hours for minutes: same schema, no error, plausible numbers");
        await Releases.CheckAsync(story, Releases.UnitsBug, _ => true, ct);
        var rollout = await Releases.StartAsync(
            story, Releases.UnitsBug, StoryPlans.Bold(story.Profile.Worse), "As good as release 2 offline; one user in ten to begin with.", ct);
        var watch = new RolloutWatch(story, rollout, onLook: null);
        var view = await watch.RunAsync(ct);
        if (view.Record.Status != RolloutStatus.RolledBack || view.Incidents.IsEmpty)
        {
            throw new StoryException($"{Releases.UnitsBug} was not rolled back: the rollout ended as {view.Record.Status}.");
        }

        await SettleDetectionAsync(story, view, ct);
        await SettlePairAsync(story, ct);
        await TryModelOnlyAsync(story, ct);
    }

    private static async Task SettleDetectionAsync(StoryContext story, RolloutView view, CancellationToken ct)
    {
        story.Incident = view.Incidents[^1];
        var incident = await story.Client.GetIncidentAsync(story.Incident, ct);
        var seconds = ((view.Record.Ended ?? view.Record.Started) - view.Record.Started).TotalSeconds;
        var wrong = story.Tally.Read().Of(Releases.UnitsBug.ToString());
        var evidence = incident.Incident.Evidence[0];
        var byLabels = evidence.Guard.ToString() == StoryPlans.Quality;
        var figure = EvidenceLine.Describe(evidence);
        story.Timeline.Say($"{incident.Incident.Id}: {figure}");
        story.Timeline.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"found {seconds:0.0} s after its first user, labels included ({story.Profile.LabelsAfter.TotalSeconds:0.#} s late). It gave {wrong?.Answers ?? 0} answers, {(wrong?.Answers ?? 0) - (wrong?.Within ?? 0)} of them more than {Answer.Tolerance} minutes off"));
        story.Promises.Settle(PromiseIds.UnitsBug, byLabels, string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s, {wrong?.Answers ?? 0} answers served; {figure}"));
        await SettlePageAsync(story, incident, ct);
    }

    private static async Task SettlePageAsync(StoryContext story, IncidentView incident, CancellationToken ct)
    {
        var pager = StoryContext.Need(story.Pager);
        var started = story.Time.GetTimestamp();
        var page = pager.About(incident.Incident.Id);
        while (page is null && story.Time.GetElapsedTime(started) < PagePatience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), story.Time, ct);
            page = pager.About(incident.Incident.Id);
        }

        if (page is not null)
        {
            story.Timeline.Bad($"pager of {page.Owner}: [{page.Severity}] {page.Message} ({page.Incident}, playbook {incident.Playbook})");
        }

        story.Promises.Settle(
            PromiseIds.Paged, page is not null && !incident.Incident.Timeline.IsEmpty,
            page is null ? $"no page about {incident.Incident.Id} came" : $"{page.Incident}, {incident.Incident.Timeline.Length} lines of timeline, paged {page.Owner}");
    }

    private static async Task SettlePairAsync(StoryContext story, CancellationToken ct)
    {
        var settled = story.Tally.Read().AnswersOf(Releases.UnitsBug.ToString());
        await Task.Delay(AfterRollback, story.Time, ct);
        var later = story.Tally.Read().AnswersOf(Releases.UnitsBug.ToString());
        var endpoint = await story.Client.GetEndpointAsync(StoryContext.Endpoint, ct);
        var current = endpoint.Traffic.FirstOrDefault(share => share.Share > 0);
        var isBack = current is not null && current.Release == Releases.Better && endpoint.Traffic.All(share => share.Release != Releases.UnitsBug || share.Share == 0);
        story.Promises.Settle(
            PromiseIds.Pair, isBack && later == settled,
            $"{current?.Release} ({Versions.Network} with {Versions.MilesAndHours}) has all users; {later - settled} answers of {Releases.UnitsBug} in the second after");
        story.Timeline.Good($"model and data processor went back together: {current?.Release} has all users, {later - settled} answers of {Releases.UnitsBug} since");
    }

    private static async Task TryModelOnlyAsync(StoryContext story, CancellationToken ct)
    {
        await Releases.ProposeAsync(
            story, Releases.ModelBackOnly, Versions.Network, Versions.KilometresAndDay, Releases.Hosted,
            "Only the model taken back; the new data processor stays.", ct);
        string[] command = ["rollback", StoryContext.Endpoint.ToString(), "--to", Releases.ModelBackOnly.ToString(), "--why", "take only the model back"];
        var result = await story.Cli.RunAsync(command, ct);
        story.Timeline.Command($"backstay rollback {StoryContext.Endpoint} --to {Releases.ModelBackOnly} --why \"take only the model back\"", result.Text, ShownLines);
        var reason = result.Text.Split('\n').FirstOrDefault(line => line.Contains(Releases.ModelBackOnly.ToString(), StringComparison.Ordinal)) ?? result.Text;
        story.Promises.Settle(PromiseIds.ModelOnly, result.ExitCode == 1 && result.Text.Contains("evidence", StringComparison.OrdinalIgnoreCase), reason.Trim());

        string[] list = ["rollback", StoryContext.Endpoint.ToString(), "--list"];
        story.Timeline.Command($"backstay {string.Join(' ', list)}", (await story.Cli.RunAsync(list, ct)).Text, ShownLines);
    }
}
