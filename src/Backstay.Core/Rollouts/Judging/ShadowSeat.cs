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

    /// <summary>Both attempts have ended: errors and slow answers. What the shadow failed at alone comes later (<see cref="TakeLone"/>).</summary>
    /// <returns>Whether the shadow failed alone.</returns>
    public bool TakeEvents(Guid decision, bool canaryEvent, bool controlEvent, bool isNewUnit, ref ulong flags, bool countsForLimits)
    {
        if (isNewUnit)
        {
            CountUnit();
        }

        if (canaryEvent && !controlEvent)
        {
            return true;
        }

        if (controlEvent && !canaryEvent)
        {
            TakeDiscordant(decision, canary: false, ref flags, countsForLimits);
        }

        if (countsForLimits)
        {
            TakeRate(_limit, decision, canaryEvent, ref flags, ShadowFlags.Canary);
            TakeRate(_controlLimit, decision, controlEvent, ref flags, ShadowFlags.Control);
        }

        return false;
    }

    /// <summary>The shadow failed where the control did not, and the control was well at that moment.</summary>
    public void TakeLone(Guid decision, ref ulong flags, bool countsForLimits)
    {
        if (Config.Metric == GuardMetric.Disagreement)
        {
            TakeDisagreement(decision, differs: true, ref flags, countsForLimits);
            return;
        }

        if (Config.IsEvent())
        {
            TakeDiscordant(decision, canary: true, ref flags, countsForLimits);
        }
        else
        {
            Compare(decision, Config.Worst(), Config.Best(), ref flags, countsForLimits);
        }

        if (countsForLimits)
        {
            TakeRate(_limit, decision, isEvent: true, ref flags, ShadowFlags.Canary);
            TakeRate(_controlLimit, decision, isEvent: false, ref flags, ShadowFlags.Control);
            TakeValue(_limit, decision, Config.Worst(), ref flags, ShadowFlags.Canary);
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

    /// <summary>
    /// A label came for a request that both answered: it judges the two. A failed answer's label is not waited for, since its
    /// time has come (<see cref="TakeFailure"/>).
    /// </summary>
    public void TakeLabel(ShadowPair pair, OutcomeRecord outcome, ref ulong flags)
    {
        if (Config.Score is { } score
            && Config.ValueOf(outcome, Scoring.Kept(pair.ControlKept, score.Field)) is { } control
            && Config.ValueOf(outcome, Scoring.Kept(pair.CanaryKept, score.Field)) is { } canary)
        {
            Compare(outcome.Decision, canary, control, ref flags, pair.CountsForLimits);
            if (pair.CountsForLimits)
            {
                TakeValue(_limit, outcome.Decision, canary, ref flags, ShadowFlags.Canary);
                TakeValue(_controlLimit, outcome.Decision, control, ref flags, ShadowFlags.Control);
            }
        }
    }

    /// <summary>
    /// An answer to a unit's first request failed: at once the worst value of its release, in both arms alike, for labels come later and
    /// for some only, least of all where users got no answer. Against one that failed alone the other has the best value: what
    /// its label would say nobody waits for, and a mistake either way weighs on both arms alike. Where both failed there is
    /// nothing to compare, and where the caller left the control nothing is known.
    /// </summary>
    /// <returns>Whether the shadow failed alone, which comes later (<see cref="TakeLone"/>).</returns>
    public bool TakeFailure(ShadowPair pair, Guid decision, ref ulong flags)
    {
        if (!pair.ControlFailed)
        {
            return pair.CanaryFailed && pair.ControlAnswered;
        }

        if (pair.CountsForLimits)
        {
            TakeValue(_controlLimit, decision, Config.Worst(), ref flags, ShadowFlags.Control);
        }

        if (!pair.CanaryFailed)
        {
            Compare(decision, Config.Best(), Config.Worst(), ref flags, pair.CountsForLimits);
        }
        else if (pair.CountsForLimits)
        {
            TakeValue(_limit, decision, Config.Worst(), ref flags, ShadowFlags.Canary);
        }

        return false;
    }

    private void TakeDiscordant(Guid decision, bool canary, ref ulong flags, bool countsForLimits)
    {
        if (ShadowFlags.Set(ref flags, Index, ShadowFlags.Relative))
        {
            _events?.Discordant(decision, canary);
        }

        if (countsForLimits && ShadowFlags.Set(ref flags, Index, ShadowFlags.Contrast))
        {
            _eventContrast?.Discordant(decision, canary);
        }
    }

    private void Compare(Guid decision, double canary, double control, ref ulong flags, bool countsForLimits)
    {
        if (ShadowFlags.Set(ref flags, Index, ShadowFlags.Relative))
        {
            CanaryUnits++;
            ControlUnits++;
            _values?.Observe(decision, canary, control);
        }

        if (countsForLimits && ShadowFlags.Set(ref flags, Index, ShadowFlags.Contrast))
        {
            _valueContrast?.Observe(decision, canary, control);
        }
    }

    private void TakeValue(GuardTest? test, Guid decision, double value, ref ulong flags, int bit)
    {
        if (test is MeanGuard mean && ShadowFlags.Set(ref flags, Index, bit))
        {
            mean.Observe(decision, value, 0);
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
