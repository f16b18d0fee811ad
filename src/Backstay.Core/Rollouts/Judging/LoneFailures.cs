using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// What a shadow failed at while the control had not: held until the next attempt of the control has ended. A copy runs after the
/// request that it is a copy of, so that an outage of both begins for all copies under way as if the shadow failed alone. Where
/// the control's attempts next to the failure (the one before it, the one after it) were in trouble as well, the moment was bad for
/// both, and the pair says nothing. With a sound control that leaves all failures but a few out of many; what it leaves out speaks
/// against the new release only, so the probability of a false alarm stays what it is.
/// </summary>
/// <param name="settle">Told of each failure that counts.</param>
internal sealed class LoneFailures(Action<LoneFailures.Held> settle)
{
    private readonly List<Held> _held = [];
    private DecisionRecord? _latest;
    private DecisionRecord? _earlier;

    /// <summary>An attempt of the control has ended: settles what was held, and is remembered.</summary>
    public void Witness(DecisionRecord control)
    {
        foreach (var held in _held)
        {
            if (!IsInTrouble(held.Seat, control))
            {
                settle(held);
            }
        }

        _held.Clear();
        (_earlier, _latest) = (_latest, control);
    }

    /// <summary>The shadow failed alone; the control's attempt at the same request is no witness.</summary>
    public void Hold(Held failure)
    {
        var before = _latest?.Id == failure.Decision ? _earlier : _latest;
        if (before is null || !IsInTrouble(failure.Seat, before))
        {
            _held.Add(failure);
        }
    }

    /// <summary>What is held counts against no hard limit any more.</summary>
    public void ForgetLimits()
    {
        for (var i = 0; i < _held.Count; i++)
        {
            _held[i] = _held[i] with { CountsForLimits = false };
        }
    }

    // A caller who left says that the control took long, which is trouble enough; what it refused was answered.
    private static bool IsInTrouble(ShadowSeat seat, DecisionRecord control) =>
        Attempts.OfAssigned(control) is { } attempt && attempt.Error != Attempts.CallerInput
        && (seat.Config.IsEvent() ? Attempts.IsEvent(seat.Config, attempt, Attempts.LimitOf(control)) : Attempts.HasFailed(attempt, Attempts.LimitOf(control)));

    /// <param name="Unit">Its key; null for one that never comes back.</param>
    internal readonly record struct Held(ShadowSeat Seat, Guid Decision, ulong? Unit, bool CountsForLimits);
}
