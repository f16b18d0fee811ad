using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Loops;

/// <summary>
/// Runs the judges of all rollouts: follows the committed state, feeds them, ticks their clocks, asks after every item, and
/// acts. On a breach the gateway's escape is taken first, in the loop itself; everything that may wait (objects, the ledger)
/// runs beside it, so that no rollout holds up another's judge.
/// </summary>
internal sealed partial class JudgeLoop(
    Sequencer sequencer,
    IDecisionStore store,
    IObjectStore objects,
    IEscapeTaker escape,
    (JudgeFeed Feed, JudgeView View) faces,
    TimeProvider time,
    JudgeLoopOptions options,
    ILogger<JudgeLoop> logger)
{
    /// <summary>Items between two looks at clock and state.</summary>
    private const int MaxItems = 256;

    private readonly JudgeReporter _reporter = new(sequencer, objects, time, options, logger);
    private readonly Dictionary<string, JudgeSlot> _slots = new(StringComparer.Ordinal);
    private readonly LateOutcomes _late = new(store, faces.Feed, logger);
    private readonly JudgeReader _reader = new(store, faces.Feed, time, options, logger);
    private RolloutsState? _followed;
    private long _ticked;
    private long _published;

    public async Task RunAsync(CancellationToken ct)
    {
        // What goes on beside the loop ends with it, also where it fails: a failure that waits for them is never heard of.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var late = _late.RunAsync(ending.Token);
        try
        {
            await LoopAsync(ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await late.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(_slots.Values.SelectMany(slot => new[] { slot.Breach, slot.Report, slot.Reading }).OfType<Task>())
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LoopAsync(CancellationToken ct)
    {
        _ticked = _published = time.GetTimestamp();
        using var timer = new PeriodicTimer(options.Judge.Tick, time);
        var tick = timer.WaitForNextTickAsync(ct).AsTask();
        var ready = faces.Feed.Reader.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            foreach (var slot in _slots.Values)
            {
                await SettleAsync(slot, ct);
            }

            // After a settled report, whose state was published before it was acknowledged; and before the tick, which is
            // time under the state that it finds only where that did not change meanwhile.
            Follow();
            Tick();
            foreach (var slot in _slots.Values)
            {
                Act(slot, ct);
            }

            Drain(ct);
            Publish();
            if (tick.IsCompleted)
            {
                await tick;
                tick = timer.WaitForNextTickAsync(ct).AsTask();
            }

            if (ready.IsCompleted)
            {
                await ready;
                ready = faces.Feed.Reader.WaitToReadAsync(ct).AsTask();
            }

            await Task.WhenAny(tick, ready);
            ct.ThrowIfCancellationRequested();
        }
    }

    private void Tick()
    {
        var elapsed = time.GetElapsedTime(_ticked);
        if (elapsed < options.Judge.Tick)
        {
            return;
        }

        _ticked = time.GetTimestamp();
        foreach (var slot in _slots.Values)
        {
            slot.Judge.Tick(elapsed);
        }
    }

    private void Follow()
    {
        var rollouts = sequencer.Current.Rollouts;
        if (ReferenceEquals(rollouts, _followed))
        {
            return;
        }

        _followed = rollouts;
        var active = rollouts.Traffic.Values.Select(traffic => traffic.Active).OfType<ActiveRollout>().ToDictionary(a => a.Rollout, StringComparer.Ordinal);
        foreach (var ended in _slots.Keys.Where(rollout => !active.ContainsKey(rollout)).ToArray())
        {
            _slots.Remove(ended);
        }

        foreach (var rollout in active.Values)
        {
            if (_slots.TryGetValue(rollout.Rollout, out var slot))
            {
                slot.Judge.Follow(rollout, LimitsFrom(rollout.Rollout));
            }
            else
            {
                var escapeStood = escape.Stands(rollout.Endpoint.ToString(), rollout.Rollout);
                _slots.Add(rollout.Rollout, _reader.NewSlot(rollout, LimitsFrom(rollout.Rollout), escapeStood));
            }
        }
    }

    /// <summary>What finished beside the loop since the last look, and what must be read again.</summary>
    private async Task SettleAsync(JudgeSlot slot, CancellationToken ct)
    {
        if (slot.Breach is { IsFaulted: true } failed)
        {
            LogFailed(logger, slot.Active.Rollout, failed.Exception);
            slot.Breach = null;
        }

        if (slot.Report is { IsCompleted: true } report)
        {
            slot.Report = null;
            await SettleReportAsync(slot, report);
        }

        await _reader.SettleAsync(slot, LimitsFrom(slot.Active.Rollout), ct);
    }

    private async Task SettleReportAsync(JudgeSlot slot, Task<Problem?> report)
    {
        if (report.IsFaulted)
        {
            LogFailed(logger, slot.Active.Rollout, report.Exception);
            slot.ReportPause.Begin(options.RefusedRetry);
            return;
        }

        var problem = await report;
        slot.Waiting = problem?.Message;
        if (problem is not null)
        {
            LogRefused(logger, slot.Active.Rollout, problem.Message);
            slot.ReportPause.Begin(options.RefusedRetry);
        }
    }

    private void Drain(CancellationToken ct)
    {
        for (var i = 0; i < MaxItems && faces.Feed.Reader.TryRead(out var item); i++)
        {
            if (item.Rollout is { } rollout)
            {
                if (_slots.TryGetValue(rollout, out var slot))
                {
                    Take(slot, item, ct);
                }

                continue;
            }

            // An outcome names a decision only; the judges know theirs, for a while.
            var isKnown = false;
            foreach (var slot in _slots.Values)
            {
                isKnown |= slot.Judge.Knows(item.Outcome?.Decision ?? default);
                Take(slot, item, ct);
            }

            if (!isKnown && _slots.Count > 0 && item.Outcome is { } outcome)
            {
                _late.Take(outcome);
            }
        }
    }

    private void Take(JudgeSlot slot, Telemetry item, CancellationToken ct)
    {
        slot.Take(item, options.MaxBuffered);
        Act(slot, ct);
    }

    private void Act(JudgeSlot slot, CancellationToken ct)
    {
        if (slot.Breach is not null)
        {
            return;
        }

        var active = slot.Active;
        var mayReport = slot.Report is null && slot.ReportPause.IsOver;
        var action = slot.Judge.Assess(breachOnly: !mayReport);
        if (action.Kind == JudgeActionKind.Breach)
        {
            escape.TakeEscape(active.Endpoint.ToString(), active.Rollout);
            var totals = slot.Judge.Shadow;
            slot.Breach = Task.Run(
                () => _reporter.BreachAsync(active, action, totals, slot.EscapeStood, waiting => slot.Waiting = waiting, ct), CancellationToken.None);
        }
        else if (mayReport)
        {
            slot.Report = StartReportAsync(slot, action, ct);
        }
    }

    private Task<Problem?>? StartReportAsync(JudgeSlot slot, JudgeAction action, CancellationToken ct)
    {
        var active = slot.Active;
        if (slot is { EscapeStood: true, HasRead: true } and ({ HasHoles: true } or { Judge.IsIncomplete: false }))
        {
            return Task.Run(() => _reporter.AbandonAsync(active, ct), CancellationToken.None);
        }

        var shadow = slot.Judge.Shadow;
        return action.Kind switch
        {
            JudgeActionKind.SharedBreach => Task.Run(() => _reporter.SharedAsync(active, action, ct), CancellationToken.None),
            JudgeActionKind.PassStep => Task.Run(() => _reporter.PassAsync(active, action, shadow, ct), CancellationToken.None),
            _ => null,
        };
    }

    /// <summary>Hard limits count from the latest resume.</summary>
    private long LimitsFrom(string rollout) => sequencer.Current.Rollouts.Rollouts[rollout].Marks.LastOrDefault(mark => mark.What == "resume")?.Position ?? 0;

    private void Publish()
    {
        if (time.GetElapsedTime(_published) < options.PublishEvery)
        {
            return;
        }

        _published = time.GetTimestamp();
        var now = time.GetUtcNow();
        faces.View.Publish(_slots.Values.Select(slot => new JudgedRollout(slot.Judge.Snapshot(), now, slot.Waiting)).ToArray());
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A report of rollout {Rollout} failed")]
    private static partial void LogFailed(ILogger logger, string rollout, Exception? failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollout {Rollout} does not go on: {Reason}")]
    private static partial void LogRefused(ILogger logger, string rollout, string reason);
}
