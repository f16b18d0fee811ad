namespace Backstay.Core.Rollouts.Judging;

/// <summary>A guard on bounded values with users' traffic: each unit enters with its first value.</summary>
internal sealed class ValueSeat : GuardSeat
{
    private readonly AlphaShares _alpha;
    private readonly DifferenceGuard? _relative;
    private MeanGuard? _limit;
    private MeanGuard? _controlLimit;
    private DifferenceGuard? _contrast;

    public ValueSeat(GuardConfig config, int index, AlphaShares alpha)
        : base(config, index)
    {
        _alpha = alpha;
        _relative = config.Margin is null ? null : new DifferenceGuard(alpha.Relative, config);
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
            _limit = new MeanGuard(GuardComparison.Limit, _alpha.Limit, Config, limit);
            _controlLimit = new MeanGuard(GuardComparison.ControlLimit, _alpha.Limit, Config, limit);
            _contrast = new DifferenceGuard(_alpha.Limit, Config with { Margin = 0 });
        }
    }

    public void Take(Guid decision, bool canary, int weight, double value, ref ulong flags, EvidenceUse use)
    {
        if (use.Compares() && !LiveFlags.HasEntered(flags, Index))
        {
            LiveFlags.Enter(ref flags, Index);
            CanaryUnits += canary ? 1 : 0;
            ControlUnits += canary ? 0 : 1;
            _relative?.Observe(decision, canary, value, weight);
        }

        if (use.CountsForLimits() && !LiveFlags.IsDone(flags, Index))
        {
            LiveFlags.Finish(ref flags, Index);
            (canary ? _limit : _controlLimit)?.Observe(decision, value, weight);
            if (use.Compares())
            {
                _contrast?.Observe(decision, canary, value, weight);
            }
        }
    }
}
