using System.Globalization;
using Backstay.Client.Ledger;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.Examples.Flights.Story.Control;
using Backstay.Examples.Flights.Story.Screen;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>Release 2 is better and is promoted by evidence, over a SIGKILL in the middle of it.</summary>
internal sealed class BetterReleaseChapter : IChapter
{
    private const int StepOfTheKill = 1;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private string? _survival;
    private bool _survived;

    public string Number => "4";

    public string Title => "Release 2 is better: shadow, 25 %, 50 %, all, by evidence. And a SIGKILL";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        await Releases.ProposeAsync(
            story, Releases.Better, Versions.Network, Versions.MilesAndHours, Releases.Hosted, "A network that learns the median delay.", ct);
        var rollout = await Releases.StartAsync(
            story, Releases.Better, StoryPlans.Careful(story.Profile.Better), "Its scorecard is eleven points better; live traffic has to show it.", ct);
        var watch = new RolloutWatch(story, rollout, (view, token) => KillOnceAsync(story, view, token));
        var view = await watch.RunAsync(ct);

        var promoted = view.Record.Status == RolloutStatus.Completed;
        foreach (var verdict in watch.Evidence)
        {
            story.Timeline.Detail(EvidenceLine.Describe(verdict));
        }

        story.Promises.Settle(PromiseIds.Promoted, promoted, promoted && EvidenceLine.Quality(watch.Evidence) is { } quality
            ? EvidenceLine.Describe(quality)
            : $"rollout ended as {view.Record.Status}: {view.Record.Reason}");
        story.Promises.Settle(PromiseIds.Survived, promoted && _survived, _survival ?? "the step of the kill never came");
        if (!promoted)
        {
            throw new StoryException($"{Releases.Better} was not promoted: {view.Record.Reason}");
        }
    }

    private async Task<IReadOnlyList<WatchEvent>> KillOnceAsync(StoryContext story, RolloutView view, CancellationToken ct)
    {
        if (_survival is not null || view.Live is not { Step: StepOfTheKill } live || live.CanaryUnits < story.Profile.Better.MinUnits / 4)
        {
            return [];
        }

        var ledger = new LedgerClient(story.Client);
        var size = (await ledger.HeadAsync(withDigest: false, ct)).Size;
        var process = story.Server.ProcessId;
        story.Tally.IsGapOpen = true;
        var killed = story.Time.GetTimestamp();
        await story.Server.KillAsync(ct);
        story.Timeline.Bad(string.Create(CultureInfo.InvariantCulture, $"SIGKILL to process {process}, with {live.CanaryUnits:n0} users on {view.Record.To} so far"));
        var last = story.Tally.Read();
        await story.Server.StartAsync(ct);
        await AnswersAsync(story, last.Answers, ct);
        var gap = story.Time.GetElapsedTime(killed).TotalSeconds;
        story.Tally.IsGapOpen = false;

        var after = await story.Client.GetRolloutAsync(view.Record.Rollout, ct);
        var sizeAfter = (await ledger.HeadAsync(withDigest: false, ct)).Size;
        var retries = story.Tally.Read().GapRetries;
        _survived = after.Record.Status == RolloutStatus.Running && after.Record.Step >= StepOfTheKill && sizeAfter >= size;
        _survival = string.Create(
            CultureInfo.InvariantCulture,
            $"gap {gap:0.0} s, {retries} tries retried by callers; ledger {size} before, {sizeAfter} after; rollout went on at step {after.Record.Step + 1} of {after.Record.Plan.Steps.Length}");
        return
        [
            new(Mood.Good, string.Create(CultureInfo.InvariantCulture, $"started again as process {story.Server.ProcessId} on the same folder and ports: answers after {gap:0.0} s. Callers tried refused or broken connections again {retries:n0} times; that gap is theirs to bridge")),
            new(Mood.Good, string.Create(CultureInfo.InvariantCulture, $"the rollout goes on where it was: step {after.Record.Step + 1}, {after.Live?.CanaryUnits ?? 0:n0} users' evidence read again from telemetry; ledger at {sizeAfter}, before {size}")),
        ];
    }

    /// <summary>Waits until callers get answers again, on connections that have all met the new process.</summary>
    private static async Task AnswersAsync(StoryContext story, long before, CancellationToken ct)
    {
        const int enough = 100;
        var started = story.Time.GetTimestamp();
        while (story.Tally.Read().Answers < before + enough)
        {
            if (story.Time.GetElapsedTime(started) > AnswerPatience)
            {
                throw new StoryException("The server that was started again answers nobody.");
            }

            await Task.Delay(PollEvery, story.Time, ct);
        }
    }
}
