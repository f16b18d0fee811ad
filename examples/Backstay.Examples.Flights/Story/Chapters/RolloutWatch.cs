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

    /// <summary>The guards at the last look while it ran: the evidence that the end stands on.</summary>
    public ImmutableArray<LiveGuard> LastGuards { get; private set; } = [];

    public async Task<RolloutView> RunAsync(CancellationToken ct)
    {
        await story.Timeline.WatchAsync(LookAsync, () => story.Gauge.Read(Title(), LastGuards), Every, ct);
        return StoryContext.Need(_view);
    }

    /// <summary>A guard's standing in one line.</summary>
    public static string Describe(LiveGuard guard) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Board.NameOf(guard)} {Board.PlainInterval(guard)}, bound {guard.Bound:0.###}, units {guard.CanaryUnits} new and {guard.ControlUnits} old: {Word(guard)}");

    private static string Word(LiveGuard guard) => guard.Verdict switch
    {
        Statistics.Verdict.Pass => "proven",
        Statistics.Verdict.Breach => "breached",
        _ => "no breach",
    };

    private async Task<WatchStep> LookAsync(CancellationToken ct)
    {
        var before = LastGuards;
        _view = await story.Plane.RolloutAsync(rollout, ct);
        LastGuards = _view.Live?.Guards ?? LastGuards;
        var isOver = _view.Record.Status is RolloutStatus.RolledBack or RolloutStatus.Completed;
        List<WatchEvent> events = onLook is null ? [] : [.. await onLook(_view, ct)];
        foreach (var mark in _view.Record.Marks.Skip(_marksTold))
        {
            events.AddRange(Tell(mark, before));
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
                + string.Join("; ", LastGuards.Select(Describe)));
        }
    }

    private IEnumerable<WatchEvent> Tell(RolloutMark mark, ImmutableArray<LiveGuard> guards)
    {
        var share = (mark.Weight / (double)(EndpointRoute.BasisPoints / 100)).ToString("0.##", CultureInfo.InvariantCulture);
        var to = StoryContext.Need(_view).Record.To;
        if (mark.What is "step" or "complete" && Proof(guards) is { } proof)
        {
            yield return new WatchEvent(Mood.Plain, $"  passed: {proof}");
        }

        yield return mark.What switch
        {
            "start" or "step" when mark.Detail == nameof(StepKind.Shadow) => new WatchEvent(Mood.Plain, $"{to}: shadow. It gets copies of requests; no user sees its answers"),
            "start" or "step" when mark.Detail == nameof(StepKind.Canary) => new WatchEvent(Mood.Plain, $"{to}: {share} % of users"),
            "start" or "step" => new WatchEvent(Mood.Plain, $"{to}: {share} % of users, the rest held back as control"),
            "breach" => new WatchEvent(Mood.Bad, $"{to}: guard {mark.Detail} has its evidence"),
            "complete" => new WatchEvent(Mood.Good, $"{to}: promoted by evidence"),
            "rollback" => new WatchEvent(Mood.Bad, $"{to}: rolled back by itself: {mark.Detail}"),
            _ => new WatchEvent(Mood.Plain, $"{to}: {mark.What} {mark.Detail}".TrimEnd()),
        };
    }

    private static string? Proof(ImmutableArray<LiveGuard> guards) =>
        guards.FirstOrDefault(guard => guard.Metric == GuardMetric.Quality && guard.Comparison != GuardComparison.Limit) is { } quality
            ? Describe(quality)
            : null;

    private string Title()
    {
        if (_view?.Live is not { } live)
        {
            return $"rollout {rollout}";
        }

        var weight = live.Kind == StepKind.Shadow ? "shadow" : string.Create(CultureInfo.InvariantCulture, $"{live.CanaryWeight / 100.0:0.##} %");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_view.Record.To} {weight}, {live.SecondsInStep:0.0} of {live.MinSeconds:0.#} s, {live.CanaryUnits} of {live.MinUnits} units{(live.Incomplete ? ", reading evidence again" : "")}");
    }
}
