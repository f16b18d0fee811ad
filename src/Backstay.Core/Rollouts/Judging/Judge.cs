using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// Judges one rollout by the rules of DEFINITIONS.md, "Evidence". Pure: the same items and ticks in the same order give the
/// same actions, bit for bit; no clock, no I/O, no threads. Memory is bounded by <see cref="JudgeOptions"/>. It proposes;
/// <see cref="JudgeDecider"/> decide. Not thread safe.
/// </summary>
public sealed class Judge
{
    private readonly LiveStage _live;
    private readonly ShadowStage? _shadow;
    private readonly StepClock _clock;
    private readonly RecentKeys _decisions;
    private readonly RecentKeys _requests;
    private readonly OutcomeIntake _outcomes;
    private ActiveRollout _active;
    private long _limitsFrom;
    private bool _isIncomplete;
    private GuardVerdict? _breach;

    /// <param name="limitsFrom">Ledger position of the latest resume, 0 without one: hard limits count from there.</param>
    public Judge(ActiveRollout active, long limitsFrom, JudgeOptions options)
    {
        _active = active;
        _limitsFrom = limitsFrom;
        _live = new LiveStage(active.Plan, options);
        _shadow = active.CurrentStep.Kind == StepKind.Shadow ? new ShadowStage(active.Plan, options) : null;
        _clock = new StepClock(options.Tick);
        _decisions = new RecentKeys(options.MaxRecent);
        _requests = new RecentKeys(options.MaxRecent);
        _outcomes = new OutcomeIntake(_live, _shadow, options);
    }

    public ActiveRollout Active => _active;

    /// <summary>The shadow step's evidence for the compatibility matrix; null in other steps.</summary>
    public ShadowTotals? Shadow => IsShadow ? _shadow?.Totals : null;

    public bool IsIncomplete => _isIncomplete;

    private bool IsShadow => _active.CurrentStep.Kind == StepKind.Shadow;

    /// <summary>Whether the step leaves users on the control: without, relative guards are off.</summary>
    private bool HasControl => IsShadow || _active.CanaryWeight < EndpointRoute.BasisPoints;

    private IReadOnlyList<GuardSeat> Seats => IsShadow && _shadow is not null ? _shadow.Seats : _live.Seats;

    /// <summary>
    /// Goes along with the committed state: another step, paused, resumed. To be told before the tick in which that happened:
    /// it does not count.
    /// </summary>
    /// <param name="limitsFrom">As in the constructor.</param>
    public void Follow(ActiveRollout active, long limitsFrom)
    {
        if (active.Step != _active.Step)
        {
            _clock.EnterStep();
        }

        // By the count of resumes a pause is seen that was over before anybody looked.
        if ((active.Step, active.Paused, active.Resumed) != (_active.Step, _active.Paused, _active.Resumed))
        {
            _clock.PassTickOver();
        }

        if (limitsFrom != _limitsFrom)
        {
            _live.RestartLimits();
            _shadow?.RestartLimits();
        }

        (_active, _limitsFrom) = (active, limitsFrom);
    }

    /// <summary>Time passes, on the monotonic clock. The first tick says when the judge began, and counts nothing.</summary>
    public void Tick(TimeSpan sinceLastTick)
    {
        if (!_active.Paused)
        {
            _clock.Tick(sinceLastTick);
        }
    }

    /// <summary>Takes one item in; items of other rollouts and repetitions are passed over.</summary>
    public void Take(Telemetry item)
    {
        if (item.Decision is { } decision)
        {
            Take(decision);
        }
        else if (item.Shadow is { } shadow)
        {
            Take(shadow);
        }
        else if (item.Outcome is { } outcome)
        {
            _outcomes.Take(outcome, item.About, _active, _limitsFrom);
        }

        // Evidence may fall again after it was complete. A judge that reads telemetry is not asked after every item, and
        // must come to the verdict of the one that was.
        _breach ??= FindRelativeBreach();
    }

    /// <summary>Takes an item that telemetry kept: as <see cref="Take(Telemetry)"/>, and credits the time that it shows.</summary>
    public void TakeAgain(Telemetry item)
    {
        if (item.Decision is { } decision && decision.Rollout == _active.Rollout && decision.Step == _active.Step
            && !decision.Escaped && !_active.Paused && decision.Position >= _limitsFrom)
        {
            _clock.Credit(decision.Completed);
        }

        Take(item);
    }

    /// <summary>Takes over the clock of the judge that this one replaces in a running process.</summary>
    public void ContinueClock(Judge replaced) => _clock.Continue(replaced._clock);

    /// <summary>Evidence was missed: guards may breach, no step may pass.</summary>
    public void MarkIncomplete() => _isIncomplete = true;

    /// <summary>All evidence is in again.</summary>
    public void MarkComplete() => _isIncomplete = false;

    /// <summary>What the evidence calls for now. Cheap: meant to be asked after every item.</summary>
    /// <param name="breachOnly">Whether nothing else could be reported now: what other reports say is not worked out then.</param>
    public JudgeAction Assess(bool breachOnly = false)
    {
        if (FindBreach() is { } breach)
        {
            return new JudgeAction(JudgeActionKind.Breach, _active.Step, _clock.InStep, breach, SeatVerdicts.All(Seats, except: breach));
        }

        if (breachOnly || _active.Paused)
        {
            return JudgeAction.None;
        }

        if (Seats.Any(seat => seat.FindLimit(HasControl) == LimitFinding.Shared))
        {
            return new JudgeAction(JudgeActionKind.SharedBreach, _active.Step, _clock.InStep, null, SeatVerdicts.Shared(Seats, HasControl));
        }

        return MayPass()
            ? new JudgeAction(JudgeActionKind.PassStep, _active.Step, _clock.InStep, null, SeatVerdicts.All(Seats))
            : JudgeAction.None;
    }

    public JudgeSnapshot Snapshot()
    {
        var step = _active.CurrentStep;
        var units = Units();
        return new JudgeSnapshot(
            _active.Rollout, _active.Endpoint, _active.Step, step.Kind, _active.CanaryWeight, _clock.InStep, step.MinSeconds,
            step.MinUnits, units.Canary, units.Control, _active.Paused, _isIncomplete, _live.Overlooked + (_shadow?.Overlooked ?? 0) + _outcomes.GivenUp,
            [.. Seats.SelectMany(seat => seat.Snapshot(step.MinUnits, HasControl, IsWatching(seat)))]);
    }

    private void Take(DecisionRecord decision)
    {
        if (!Evidence.IsOf(_active, decision) || !_decisions.Add(RecentKeys.Of(decision.Id)) || IsClientRetry(decision)
            || decision.Stalled)
        {
            return;
        }

        if (_active.Plan.Steps[decision.Step].Kind != StepKind.Shadow)
        {
            _live.Take(decision, _active.FullSince, _limitsFrom);
        }
        else if (IsShadow)
        {
            _shadow?.Take(decision, _limitsFrom);
        }

        _outcomes.TakeParked(decision.Id, IsShadow);
    }

    private void Take(ShadowRecord shadow)
    {
        if (shadow.Rollout == _active.Rollout && IsShadow && !shadow.Stalled)
        {
            _shadow?.Take(shadow);
            _outcomes.TakeParked(shadow.Decision, IsShadow);
        }
    }

    /// <summary>
    /// Whether an outcome's decision is in mind. What waited longer than there was room is in telemetry only: who asks there
    /// gives the outcome again with what it is about.
    /// </summary>
    public bool Knows(Guid decision) => _outcomes.Knows(decision, IsShadow);

    /// <summary>The same request id again (of the same unit, where it has one) is a client's retry, counted once.</summary>
    private bool IsClientRetry(DecisionRecord decision) =>
        decision.RequestId is { } id && !_requests.Add(RecentKeys.Of(id, UnitTable.NameOf(decision) ?? 0));

    /// <summary>
    /// A relative guard that reached its threshold once has breached, whatever comes after: that is what its level means.
    /// Then limits that the canary broke alone.
    /// </summary>
    private GuardVerdict? FindBreach()
    {
        if (_breach is not null)
        {
            return _breach;
        }

        foreach (var seat in Seats)
        {
            if (seat.FindLimit(HasControl) == LimitFinding.Broken)
            {
                return _breach = seat.Limit!.ToVerdict(seat.Config.Guard); // broken, so there is one
            }
        }

        return null;
    }

    private GuardVerdict? FindRelativeBreach()
    {
        foreach (var seat in Seats)
        {
            if (seat.Relative is { IsBroken: true } relative)
            {
                return relative.ToVerdict(seat.Config.Guard);
            }
        }

        return null;
    }

    /// <summary>
    /// Requests alone are no data: where no guard looks at them, all may have failed. The plan's rules refuse such a step; an
    /// older ledger may hold one.
    /// </summary>
    private bool MayPass()
    {
        var step = _active.CurrentStep;
        if (_isIncomplete || _clock.InStep < step.MinSeconds)
        {
            return false;
        }

        var units = Units();
        if (units.Canary < step.MinUnits || (HasControl && units.Control < step.MinUnits))
        {
            return false;
        }

        var isWatched = false;
        foreach (var seat in Seats)
        {
            isWatched |= StepWatch.Watches(_active.Plan, seat.Config, _active.Step);
            if (seat.Limit is { IsBroken: true } || (HoldsUp(seat) && !seat.IsSettled(step.MinUnits, HasControl)))
            {
                return false;
            }
        }

        return isWatched;
    }

    // Tests run through all steps, and so do their units. But a step whose canary has no traffic (cold, or nobody calls) must
    // not pass on the data of the steps before it.
    private (long Canary, long Control) Units() => IsShadow && _shadow is not null
        ? (_shadow.Totals.Units, _shadow.Totals.Units)
        : (Math.Min(_live.CanaryUnits, _live.CanaryRequestsIn(_active.Step)), _live.ControlUnits);

    private bool HoldsUp(GuardSeat seat) => IsShadow || _live.HoldsUp(seat, _active.Step);

    private bool IsWatching(GuardSeat seat) => IsShadow || _live.IsWatching(seat, _active.Step, _active.FullSince);
}
