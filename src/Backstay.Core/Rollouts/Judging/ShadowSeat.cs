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

    /// <summary>Both attempts have ended: errors and slow answers.</summary>
    /// <param name="known">What the control's attempt says by itself: where nothing, it is no word against the limit either.</param>
    public void TakeEvents(
        Guid decision, bool canaryEvent, bool controlEvent, bool isNewUnit, ref ulong flags, bool countsForLimits, AttemptFinding known)
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
            if (known is AttemptFinding.Good or AttemptFinding.Event)
            {
                TakeRate(_controlLimit, decision, known == AttemptFinding.Event, ref flags, ShadowFlags.Control);
            }
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
            var isNewUnit = Compare(outcome.Decision, canary, control, ref flags);
            CanaryUnits += isNewUnit ? 1 : 0;
            ControlUnits += isNewUnit ? 1 : 0;
            if (pair.CountsForLimits)
            {
                CompareForLimit(outcome.Decision, canary, control, ref flags);
                TakeValue(_limit, outcome.Decision, canary, ref flags, ShadowFlags.Canary);
                TakeValue(_controlLimit, outcome.Decision, control, ref flags, ShadowFlags.Control);
            }
        }
    }

    /// <summary>
    /// An answer failed: at once the worst value of its release, in both arms alike, for labels come later and for some only, least
    /// of all where users got no answer. Against one that failed alone the other has the best value: what its label would say
    /// nobody waits for, and a mistake either way weighs on both arms alike. Where both failed, or
    /// the caller left the control, there is nothing to compare. No step passes by failures: they are no units.
    /// </summary>
    public void TakeFailure(ShadowPair pair, Guid decision, ref ulong flags)
    {
        if (pair.ControlFailed ? !pair.CanaryFailed : pair is { CanaryFailed: true, ControlAnswered: true })
        {
            var canary = pair.CanaryFailed ? Config.Worst() : Config.Best();
            var control = pair.ControlFailed ? Config.Worst() : Config.Best();
            Compare(decision, canary, control, ref flags);
            if (pair.CountsForLimits)
            {
                CompareForLimit(decision, canary, control, ref flags);
            }
        }

        if (pair.CanaryFailed && pair.CountsForLimits)
        {
            TakeValue(_limit, decision, Config.Worst(), ref flags, ShadowFlags.Canary);
        }

        if (pair.ControlFailed && pair.CountsForLimits)
        {
            TakeValue(_controlLimit, decision, Config.Worst(), ref flags, ShadowFlags.Control);
        }
    }

    /// <summary>True for a unit that was not compared before.</summary>
    private bool Compare(Guid decision, double canary, double control, ref ulong flags)
    {
        var isNewUnit = ShadowFlags.Set(ref flags, Index, ShadowFlags.Relative);
        if (isNewUnit)
        {
            _values?.Observe(decision, canary, control);
        }

        return isNewUnit;
    }

    private void CompareForLimit(Guid decision, double canary, double control, ref ulong flags)
    {
        if (ShadowFlags.Set(ref flags, Index, ShadowFlags.Contrast))
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
