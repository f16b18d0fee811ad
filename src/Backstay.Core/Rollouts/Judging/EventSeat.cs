namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// An event guard with users' traffic. A unit enters with its first event and is out afterwards; until then each of its
/// requests counts against the hard limits, so that a release that goes bad late is seen there too.
/// </summary>
internal sealed class EventSeat : GuardSeat
{
    private readonly AlphaShares _alpha;
    private readonly WhichArmGuard? _relative;
    private RateGuard? _limit;
    private RateGuard? _controlLimit;
    private WhichArmGuard? _contrast;

    public EventSeat(GuardConfig config, int index, AlphaShares alpha)
        : base(config, index)
    {
        _alpha = alpha;
        _relative = config.Margin is { } margin ? new(GuardComparison.Control, alpha.Relative, margin) : null;
        RestartLimits();
    }

    public override GuardTest? Relative => _relative;

    public override GuardTest? Limit => _limit;

    public override GuardTest? ControlLimit => _controlLimit;

    public override GuardTest? Contrast => _contrast;

    public override void RestartLimits()
    {
        if (Config.Limit is { } limit)
        {
            _limit = new RateGuard(GuardComparison.Limit, _alpha.Limit, limit);
            _controlLimit = new RateGuard(GuardComparison.ControlLimit, _alpha.Limit, limit);
            _contrast = new WhichArmGuard(GuardComparison.Control, _alpha.Limit, margin: 1);
        }
    }

    public void Take(Guid decision, bool canary, int weight, AttemptFinding finding, ref ulong flags, EvidenceUse use)
    {
        if (finding == AttemptFinding.None)
        {
            return;
        }

        var isRefused = finding == AttemptFinding.Refused;
        if (use.Compares() && LiveFlags.See(ref flags, Index, canary))
        {
            _relative?.Unit(canary);

            // Refusals alone let no step pass: they show no answer.
            CanaryUnits += canary && !isRefused ? 1 : 0;
            ControlUnits += canary || isRefused ? 0 : 1;
        }

        var wasRefused = Config.Metric == GuardMetric.ErrorRate && LiveFlags.WasRefused(flags);
        if (isRefused)
        {
            if (use.Compares() && !wasRefused && !LiveFlags.HasEntered(flags, Index))
            {
                _relative?.Event(decision, canary, weight);
            }

            return;
        }

        var isEvent = finding == AttemptFinding.Event;
        if (use.CountsForLimits() && !LiveFlags.IsDone(flags, Index))
        {
            (canary ? _limit : _controlLimit)?.Observe(decision, isEvent, weight);
            if (isEvent)
            {
                LiveFlags.Finish(ref flags, Index);
                if (use.Compares())
                {
                    _contrast?.Event(decision, canary, weight);
                }
            }
        }

        if (isEvent && use.Compares() && !LiveFlags.HasEntered(flags, Index))
        {
            LiveFlags.Enter(ref flags, Index);
            if (!wasRefused)
            {
                _relative?.Event(decision, canary, weight);
            }
        }
    }
}
