using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.Server.Loops;

/// <summary>
/// Telemetry as the judges' second reader: for a judge that missed evidence another one reads all of it, beside the loop,
/// and takes the first one's place when it has caught up. Where telemetry itself lacks records, no reading helps: from then
/// on guards may breach and no step passes.
/// </summary>
internal sealed partial class JudgeReader(
    IDecisionStore store, JudgeFeed feed, TimeProvider time, JudgeLoopOptions options, ILogger logger)
{
    /// <summary>A slot that lacks all evidence until telemetry was read once: this process may not be the first to judge.</summary>
    public JudgeSlot NewSlot(ActiveRollout active, long limitsFrom, bool escapeStood)
    {
        var judge = NewJudge(active, limitsFrom);
        judge.MarkIncomplete();
        return new JudgeSlot(judge, escapeStood, time);
    }

    /// <summary>Puts a judge that has read in place, and begins to read where evidence was missed.</summary>
    public async Task SettleAsync(JudgeSlot slot, long limitsFrom, CancellationToken ct)
    {
        if (slot.Reading is { IsCompleted: true } reading)
        {
            await FinishAsync(slot, reading, limitsFrom);
        }

        var overflows = feed.Overflows;
        if (slot.OverflowsSeen != overflows)
        {
            slot.Judge.MarkIncomplete();
        }

        if (slot is { Reading: null, Judge.IsIncomplete: true, HasHoles: false } && slot.ReadPause.IsOver)
        {
            slot.BeginReading(() => ReadAsync(slot.Active, limitsFrom, ct), overflows);
        }
    }

    private async Task FinishAsync(JudgeSlot slot, Task<Judge> reading, long limitsFrom)
    {
        if (reading.IsFaulted)
        {
            LogUnread(slot.Active.Rollout, reading.Exception);
            slot.GiveUpReading();
            slot.ReadPause.Begin(options.RefusedRetry);
            return;
        }

        var read = await reading;
        if (store.HasHoles(slot.Active.Rollout))
        {
            if (slot.TakeWithHoles(read, limitsFrom, options.MaxBuffered))
            {
                LogHoles(slot.Active.Rollout, JudgeSlot.HolesReason);
                return;
            }
        }
        else if (slot.FinishReading(read, limitsFrom, options.MaxBuffered) && slot.OverflowsSeen == feed.Overflows)
        {
            slot.Judge.MarkComplete();
            return;
        }

        // More came than could be kept meanwhile: reading again at once would only add to the load.
        slot.Judge.MarkIncomplete();
        slot.ReadPause.Begin(options.RefusedRetry);
    }

    private async Task<Judge> ReadAsync(ActiveRollout active, long limitsFrom, CancellationToken ct)
    {
        var judge = NewJudge(active, limitsFrom);
        await Task.Yield();
        await store.FlushAsync(ct);
        await foreach (var item in store.ReadRolloutAsync(active.Rollout, ct))
        {
            judge.TakeAgain(await WithContextAsync(judge, item, ct));
        }

        return judge;
    }

    /// <summary>A label that came later than a judge remembers is given with what it is about.</summary>
    private async ValueTask<Telemetry> WithContextAsync(Judge judge, Telemetry item, CancellationToken ct) =>
        item.Outcome is { } outcome && !judge.Knows(outcome.Decision)
            ? Telemetry.Of(outcome, await store.FindAsync(outcome.Decision, ct))
            : item;

    private Judge NewJudge(ActiveRollout active, long limitsFrom) => new(active, limitsFrom, options.Judge);

    [LoggerMessage(Level = LogLevel.Error, Message = "The telemetry of rollout {Rollout} could not be read; no step passes until it was")]
    private partial void LogUnread(string rollout, Exception? failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rollout {Rollout} passes no step any more: {Reason}")]
    private partial void LogHoles(string rollout, string reason);
}
