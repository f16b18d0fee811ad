namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// A step's own clock: adds min(time since the last tick, two ticks), so that a process that stood still gains no bake
/// time. A tick in which the step began, or the rollout was paused or resumed, adds nothing: how much of it was the step's
/// nobody knows, and whatever came up while the process stood still is dealt with before the tick that the standstill ends.
/// </summary>
internal sealed class StepClock(TimeSpan tick)
{
    // Whole ticks of 100 ns: sums of fractions would fall short of the seconds that a plan names.
    private TimeSpan _inStep;
    private DateTimeOffset? _lastCredit;
    private bool _isTickPassedOver = true;

    /// <summary>Seconds.</summary>
    public double InStep => _inStep.TotalSeconds;

    public void Tick(TimeSpan sinceLastTick)
    {
        if (!_isTickPassedOver)
        {
            Add(sinceLastTick);
        }

        _isTickPassedOver = false;
    }

    /// <summary>
    /// Time that telemetry shows to have passed in this step before a restart: between two completed requests the process
    /// ran, so their gap counts, by the same rule as a tick's.
    /// </summary>
    public void Credit(DateTimeOffset completed)
    {
        if (_lastCredit is { } last)
        {
            Add(completed - last);
        }

        if (_lastCredit is null || completed > _lastCredit)
        {
            _lastCredit = completed;
        }
    }

    public void EnterStep()
    {
        _inStep = TimeSpan.Zero;
        _lastCredit = null;
    }

    /// <summary>The tick under way does not count.</summary>
    public void PassTickOver() => _isTickPassedOver = true;

    /// <summary>Goes on where the other stands.</summary>
    public void Continue(StepClock other) => (_inStep, _isTickPassedOver) = (other._inStep, other._isTickPassedOver);

    private void Add(TimeSpan time) => _inStep += TimeSpan.FromTicks(Math.Clamp(time.Ticks, 0, 2 * tick.Ticks));
}
