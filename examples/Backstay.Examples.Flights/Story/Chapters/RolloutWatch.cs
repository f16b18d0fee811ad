using System.Collections.Immutable;
using System.Globalization;
using Backstay.Client.Live;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Examples.Flights.Story.Screen;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>Follows one rollout to its end, on the timeline and on the board.</summary>
/// <param name="onLook">Called after each look; what it returns is told first.</param>
internal sealed class RolloutWatch(StoryContext story, string rollout, Func<RolloutView, CancellationToken, Task<IReadOnlyList<WatchEvent>>>? onLook)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly long _started = story.Time.GetTimestamp();
    private RolloutView? _view;
    private int _marksTold;

    private ImmutableArray<LiveGuard> _guards = [];

    /// <summary>What the last passed step stood on, as the ledger holds it.</summary>
    public ImmutableArray<GuardVerdict> Evidence { get; private set; } = [];

    public async Task<RolloutView> RunAsync(CancellationToken ct)
    {
        await story.Timeline.WatchAsync(LookAsync, () => story.Gauge.Read(Title(), Progress(), _guards), Every, ct);
        return StoryContext.Need(_view);
    }

    private async Task<WatchStep> LookAsync(CancellationToken ct)
    {
        _view = await story.Client.GetRolloutAsync(rollout, ct);
        _guards = _view.Live?.Guards ?? _guards;
        var isOver = _view.Record.Status is RolloutStatus.RolledBack or RolloutStatus.Completed;
        List<WatchEvent> events = onLook is null ? [] : [.. await onLook(_view, ct)];
        foreach (var mark in _view.Record.Marks.Skip(_marksTold))
        {
            events.AddRange(await TellAsync(mark, ct));
        }

        _marksTold = _view.Record.Marks.Length;
        if (!isOver)
        {
            CheckThatItMayEnd();
        }

        return new WatchStep(isOver, events);
    }

    private void CheckThatItMayEnd()
    {
        if (story.Crowd?.Fault is { } fault)
        {
            throw new StoryException($"The callers stopped: {fault.Message}");
        }

        if (story.Crowd is { IsOutOfRows: true })
        {
            throw new StoryException($"All {story.Crowd.Rows.Count} rows were sent before rollout {rollout} had its evidence.");
        }

        if (story.Time.GetElapsedTime(_started) > story.Profile.Patience)
        {
            throw new StoryException(
                $"Rollout {rollout} is still {_view?.Record.Status.ToString().ToLowerInvariant()} at step {_view?.Record.Step + 1} after {story.Profile.Patience.TotalSeconds:0} s. "
                + string.Join("; ", _guards.Select(guard => $"{Board.NameOf(guard)} {Board.PlainInterval(guard)}")));
        }
    }

    private async Task<IReadOnlyList<WatchEvent>> TellAsync(RolloutMark mark, CancellationToken ct)
    {
        var share = (mark.Weight / (double)(EndpointRoute.BasisPoints / 100)).ToString("0.##", CultureInfo.InvariantCulture);
        var to = StoryContext.Need(_view).Record.To;
        var news = mark.What switch
        {
            "start" or "step" when mark.Detail == nameof(StepKind.Shadow) => new WatchEvent(Mood.Plain, $"{to}: shadow. It gets copies of requests; no user sees its answers"),
            "start" or "step" when mark.Detail == nameof(StepKind.Canary) => new WatchEvent(Mood.Plain, $"{to}: {share} % of users"),
            "start" or "step" => new WatchEvent(Mood.Plain, $"{to}: {share} % of users, the rest held back as control"),
            "breach" => new WatchEvent(Mood.Bad, $"{to}: guard {mark.Detail} has its evidence"),
            "complete" => new WatchEvent(Mood.Good, $"{to}: promoted by evidence"),
            "rollback" => new WatchEvent(Mood.Bad, $"{to}: rolled back by itself: {mark.Detail}"),
            _ => new WatchEvent(Mood.Plain, $"{to}: {mark.What} {mark.Detail}".TrimEnd()),
        };
        if (mark.What is not ("step" or "complete"))
        {
            return [news];
        }

        Evidence = await EvidenceLine.ReadAsync(story.Client, mark.Position, ct);
        return EvidenceLine.Quality(Evidence) is { } quality
            ? [new WatchEvent(Mood.Plain, $"passed. {EvidenceLine.Describe(quality)}"), news]
            : [news];
    }

    private string Title()
    {
        if (_view?.Live is not { } live)
        {
            return $"rollout {rollout}";
        }

        return live.Kind == StepKind.Shadow
            ? $"{_view.Record.To} shadow"
            : string.Create(CultureInfo.InvariantCulture, $"{_view.Record.To} {live.CanaryWeight / 100.0:0.##} %");
    }

    private string Progress() => _view?.Live is { } live
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{live.SecondsInStep:0.0} of {live.MinSeconds:0.#} s, {live.CanaryUnits:n0} of {live.MinUnits:n0} units{(live.Incomplete ? ", reading evidence again" : "")}")
        : string.Empty;
}
