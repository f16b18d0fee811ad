namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// When a guard with <see cref="GuardConfig.SecondsAfterFull"/> watches: from the ledger's time of full traffic on until
/// its time is over and it is settled, that is has seen the units, and proven what it must, of the step in which its time
/// ends. A window that closed on too little would be no success. It goes by the times of ledger and requests, not by a
/// clock that a restart loses: who reads telemetry again judges the same requests.
/// </summary>
internal sealed class GuardWindow(RolloutPlan plan, double seconds)
{
    private readonly TimeSpan _length = TimeSpan.FromSeconds(seconds);
    private readonly int _lastStep = StepWatch.LastStepWithin(plan, seconds);

    /// <summary>Whether the step passes only once the guard is settled. Later ones follow on the step that did.</summary>
    public bool HoldsUp(int step) => plan.Steps[step].IsAtFull && step <= _lastStep;

    /// <param name="fullSince">Null where the judge has not heard of full traffic yet: then it has just begun.</param>
    /// <param name="at">When the request came; null before the first.</param>
    public bool IsOpen(GuardSeat seat, int step, DateTimeOffset? fullSince, DateTimeOffset? at) =>
        plan.Steps[step].IsAtFull
        && (!(at - fullSince > _length) || !seat.IsSettled(plan.Steps[Math.Min(step, _lastStep)].MinUnits, plan.HoldBack > 0));
}
