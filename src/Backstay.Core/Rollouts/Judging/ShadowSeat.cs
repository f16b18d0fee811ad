using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// A guard in the shadow step, where both releases answered the same request: discordant pairs for events, the difference
/// under one label for quality, disagreement against its limit. These tests end with the step.
/// </summary>
internal sealed class ShadowSeat : GuardSeat
{
    private readonly AlphaShares _alpha;
    private readonly WhichArmGuard? _events;
    private readonly PairedGuard? _values;
    private GuardTest? _limit;
    private GuardTest? _controlLimit;
    private WhichArmGuard? _eventContrast;
    private PairedGuard? _valueContrast;

    public ShadowSeat(GuardConfig config, int index, AlphaShares alpha)
        : base(config, index)
    {
        _alpha = alpha;
        if (config.Margin is { } margin)
        {
            _events = config.IsEvent() ? new(GuardComparison.Paired, alpha.Relative, margin) : null;
            _values = config.IsValue() ? new(alpha.Relative, config) : null;
        }

        RestartLimits();
    }

    public override GuardTest? Relative => (GuardTest?)_events ?? _values;

    public override GuardTest? Limit => _limit;

    public override GuardTest? ControlLimit => _controlLimit;

    public override GuardTest? Contrast => (GuardTest?)_eventContrast ?? _valueContrast;

    public override void RestartLimits()
    {
        if (Config.Limit is not { } limit)
        {
            return;
        }

        if (Config.IsValue())
        {
            _limit = new MeanGuard(GuardComparison.Limit, _alpha.Limit, Config, limit);
            _controlLimit = new MeanGuard(GuardComparison.ControlLimit, _alpha.Limit, Config, limit);
            _valueContrast = new PairedGuard(_alpha.Limit, Config with { Margin = 0 });
            return;
        }

        _limit = new RateGuard(GuardComparison.Limit, _alpha.Limit, limit);
        if (Config.IsEvent())
        {
            _controlLimit = new RateGuard(GuardComparison.ControlLimit, _alpha.Limit, limit);
            _eventContrast = new WhichArmGuard(GuardComparison.Paired, _alpha.Limit, margin: 1);
        }
    }

    /// <summary>Both answers are there: errors and slow answers.</summary>
    public void TakeEvents(Guid decision, bool canaryEvent, bool controlEvent, bool isNewUnit, ref ulong flags, bool countsForLimits)
    {
        if (isNewUnit)
        {
            CountUnit();
        }

        if (canaryEvent != controlEvent && ShadowFlags.Set(ref flags, Index, ShadowFlags.Relative))
        {
            _events?.Discordant(decision, canaryEvent);
        }

        if (countsForLimits)
        {
            if (canaryEvent != controlEvent && ShadowFlags.Set(ref flags, Index, ShadowFlags.Contrast))
            {
                _eventContrast?.Discordant(decision, canaryEvent);
            }

            TakeRate(_limit, decision, canaryEvent, ref flags, ShadowFlags.Canary);
            TakeRate(_controlLimit, decision, controlEvent, ref flags, ShadowFlags.Control);
        }
    }

    /// <summary>Whether the two answers differ; a unit's requests count until the first that does.</summary>
    public void TakeDisagreement(Guid decision, bool differs, ref ulong flags, bool countsForLimits)
    {
        if (ShadowFlags.Set(ref flags, Index, ShadowFlags.Relative))
        {
            CountUnit();
        }

        if (countsForLimits)
        {
            TakeRate(_limit, decision, differs, ref flags, ShadowFlags.Canary);
        }
    }

    /// <summary>A label came: it judges both answers. A shadow that failed has the worst value.</summary>
    public void TakeLabel(ShadowPair pair, OutcomeRecord outcome, ref ulong flags)
    {
        if (Config.Score is not { } score || Config.ValueOf(outcome, Scoring.Kept(pair.ControlKept, score.Field)) is not { } control)
        {
            return;
        }

        var canary = pair.CanaryFailed ? Config.Worst() : Config.ValueOf(outcome, Scoring.Kept(pair.CanaryKept, score.Field));
        if (canary is not { } value)
        {
            return;
        }

        if (ShadowFlags.Set(ref flags, Index, ShadowFlags.Relative))
        {
            CanaryUnits++;
            ControlUnits++;
            _values?.Observe(outcome.Decision, value, control);
        }

        if (pair.CountsForLimits && ShadowFlags.Set(ref flags, Index, ShadowFlags.Contrast))
        {
            _valueContrast?.Observe(outcome.Decision, value, control);
            (_limit as MeanGuard)?.Observe(outcome.Decision, value, 0);
            (_controlLimit as MeanGuard)?.Observe(outcome.Decision, control, 0);
        }
    }

    private void CountUnit()
    {
        CanaryUnits++;
        ControlUnits++;
        _events?.Pair();
    }

    private void TakeRate(GuardTest? test, Guid decision, bool isEvent, ref ulong flags, int bit)
    {
        if (test is not RateGuard rate || ShadowFlags.IsSet(flags, Index, bit))
        {
            return;
        }

        rate.Observe(decision, isEvent, 0);
        if (isEvent)
        {
            ShadowFlags.Set(ref flags, Index, bit);
        }
    }
}
