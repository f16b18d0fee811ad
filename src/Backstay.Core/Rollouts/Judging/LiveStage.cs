using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// Users' traffic in two arms, through all steps that have it. A request is judged in the arm to which it was assigned,
/// by the attempt of that arm. An attempt that failed or was late is that arm's event, and at once the worst value in the
/// guards on values, in both arms alike: labels come later and for some only, so counting failures of one arm would tilt
/// the comparison. There it is that only where it was the unit's first request: of many one fails sooner than the first label
/// comes, and units would be judged by their worst moments. What a standby answered in its place, and the label of that, is evidence for neither arm.
/// </summary>
internal sealed class LiveStage
{
    private readonly UnitTable _units;
    private readonly Waiting<PendingDecision> _pending;
    private readonly long[] _canaryRequests;
    private long _overlookedLate;
    private readonly GuardWindow?[] _windows;
    private DateTimeOffset? _latest;

    public LiveStage(RolloutPlan plan, JudgeOptions options)
    {
        _units = new UnitTable(options.MaxUnits);
        _pending = new Waiting<PendingDecision>(options.MaxPending);
        _canaryRequests = new long[plan.Steps.Length];
        _windows = [.. plan.Guards.Select(guard => guard.SecondsAfterFull is { } seconds ? new GuardWindow(plan, seconds) : null)];
        Seats = [.. plan.Guards.Select((guard, i) => Seat(plan, guard, i)).OfType<GuardSeat>()];
    }

    public IReadOnlyList<GuardSeat> Seats { get; }

    public long CanaryUnits { get; private set; }

    public long ControlUnits { get; private set; }

    /// <summary>Requests whose unit found no room, and late outcomes that can't be joined.</summary>
    public long Overlooked => _units.Overlooked + _overlookedLate;

    /// <summary>Judged requests that the canary got in one step, also by units that came before.</summary>
    public long CanaryRequestsIn(int step) => _canaryRequests[step];

    /// <summary>Begins the count against the hard limits anew, also for units that counted before.</summary>
    public void RestartLimits()
    {
        _units.Clear(LiveFlags.Limits);
        foreach (var seat in Seats)
        {
            seat.RestartLimits();
        }
    }

    /// <summary>Whether a decision waits for its outcome here.</summary>
    public bool Knows(Guid decision) => _pending.Find(decision) is not null;

    /// <param name="fullSince">For guards that are watched only after full traffic; null before it.</param>
    /// <param name="limitsFrom">Decisions routed before this ledger position do not count against hard limits.</param>
    public void Take(DecisionRecord decision, DateTimeOffset? fullSince, long limitsFrom)
    {
        if (Attempts.OfAssigned(decision) is not { } attempt)
        {
            return;
        }

        ref var flags = ref _units.FlagsOf(decision);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref flags))
        {
            return;
        }

        _latest = decision.Time > _latest ? decision.Time : _latest ?? decision.Time;
        var canary = decision.AssignedArm == Arm.Canary;
        var isCallersDoing = Attempts.IsCallersDoing(attempt, decision);
        var use = decision.UseOf(limitsFrom);
        _canaryRequests[decision.Step] += canary && use.Compares() && !isCallersDoing ? 1 : 0;
        if (use.Compares() && !isCallersDoing && LiveFlags.SeeAtAll(ref flags, canary))
        {
            CanaryUnits += canary ? 1 : 0;
            ControlUnits += canary ? 0 : 1;
        }

        var failed = !isCallersDoing && Attempts.HasFailed(attempt, Attempts.LimitOf(decision));
        var waitsFor = 0;
        foreach (var seat in Seats)
        {
            if (_windows[seat.Index] is { } window && !window.IsOpen(seat, decision.Step, fullSince, decision.Time))
            {
                continue;
            }

            switch (seat)
            {
                case EventSeat events:
                    events.Take(decision.Id, canary, decision.CanaryWeight, Attempts.Find(seat.Config, attempt, decision), ref flags, use);
                    break;
                case ValueSeat values when !isCallersDoing:
                    var isFirst = LiveFlags.See(ref flags, seat.Index, canary);
                    waitsFor |= failed ? 0 : 1 << seat.Index;
                    if (failed && isFirst)
                    {
                        values.Take(decision.Id, canary, decision.CanaryWeight, seat.Config.Worst(), ref flags, use);
                    }

                    break;
            }
        }

        if (use.Compares() && Attempts.IsComparedOnly(attempt, decision))
        {
            LiveFlags.Refuse(ref flags);
        }

        if (waitsFor != 0 && decision.ServedRelease == decision.AssignedRelease)
        {
            _pending.Add(decision.Id, new PendingDecision(
                UnitTable.NameOf(decision), canary, decision.CanaryWeight, use, decision.Kept)
            { WaitsFor = waitsFor });
        }
    }

    public void Take(OutcomeRecord outcome)
    {
        if (_pending.Find(outcome.Decision) is not { } pending)
        {
            return;
        }

        foreach (var seat in Seats)
        {
            var bit = 1 << seat.Index;
            if (seat is not ValueSeat values || (pending.WaitsFor & bit) == 0 || seat.Config.Outcome != outcome.Name)
            {
                continue;
            }

            // The first value is the one that is judged, also when it can't be read.
            pending.WaitsFor &= ~bit;
            var answer = seat.Config.Score is { } score ? Scoring.Kept(pending.Kept, score.Field) : null;
            if (seat.Config.ValueOf(outcome, answer) is { } value)
            {
                values.Take(outcome.Decision, pending.Canary, pending.Weight, value, ref _units.FlagsOf(pending.Unit), pending.Use);
            }
        }

        if (pending.WaitsFor == 0)
        {
            _pending.Remove(outcome.Decision);
        }
    }

    /// <summary>
    /// An outcome of a decision that is no longer waited for here. A client's retry can't be told from the request by now:
    /// without a unit of its own, which counts once, such a request is overlooked.
    /// </summary>
    public void TakeLate(DecisionRecord decision, OutcomeRecord outcome, DateTimeOffset? fullSince, long limitsFrom)
    {
        if (Attempts.OfAssigned(decision) is not { } attempt || decision.ServedRelease != decision.AssignedRelease
            || Attempts.IsCallersDoing(attempt, decision) || Attempts.HasFailed(attempt, Attempts.LimitOf(decision)))
        {
            return;
        }

        var unit = UnitTable.NameOf(decision);
        if (unit is null && decision.RequestId is not null)
        {
            _overlookedLate++;
            return;
        }

        foreach (var seat in Seats)
        {
            if (seat is not ValueSeat values || seat.Config.Outcome != outcome.Name
                || (_windows[seat.Index] is { } window && !window.IsOpen(seat, decision.Step, fullSince, decision.Time)))
            {
                continue;
            }

            var answer = seat.Config.Score is { } score ? Scoring.Kept(decision.Kept, score.Field) : null;
            if (seat.Config.ValueOf(outcome, answer) is { } value)
            {
                ref var flags = ref _units.FlagsOf(unit);
                if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref flags))
                {
                    return;
                }

                values.Take(
                    decision.Id, decision.AssignedArm == Arm.Canary, decision.CanaryWeight, value, ref flags, decision.UseOf(limitsFrom));
            }
        }
    }

    /// <summary>Whether a request like the latest one would be judged by this guard.</summary>
    public bool IsWatching(GuardSeat seat, int step, DateTimeOffset? fullSince) =>
        _windows[seat.Index]?.IsOpen(seat, step, fullSince, _latest) ?? true;

    /// <summary>Whether the step passes only once the guard has its units and its proof.</summary>
    public bool HoldsUp(GuardSeat seat, int step) => _windows[seat.Index]?.HoldsUp(step) ?? true;

    private static GuardSeat? Seat(RolloutPlan plan, GuardConfig guard, int index) => guard switch
    {
        _ when guard.IsEvent() => new EventSeat(guard, index, AlphaShares.Of(plan, guard)),
        _ when guard.IsValue() => new ValueSeat(guard, index, AlphaShares.Of(plan, guard)),
        _ => null,
    };
}
