using System.Collections.Immutable;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>What the guards' tests say now, as it goes into a fact.</summary>
internal static class SeatVerdicts
{
    /// <summary>Every test that has seen something; one verdict less than a fact holds, which is the room of the breach.</summary>
    /// <param name="except">The breach itself, which stands apart.</param>
    public static ImmutableArray<GuardVerdict> All(IReadOnlyList<GuardSeat> seats, GuardVerdict? except = null) =>
    [
        .. seats
            .SelectMany(seat => new[] { seat.Relative, seat.Limit }
                .OfType<GuardTest>()
                .Where(test => test.Count > 0 && !(except?.Guard == seat.Config.Guard && except.Comparison == test.Comparison))
                .Select(test => test.ToVerdict(seat.Config.Guard)))
            .Take(VerdictRules.MaxVerdicts - 1),
    ];

    /// <summary>The broken limits with the control's side of each first.</summary>
    public static ImmutableArray<GuardVerdict> Shared(IReadOnlyList<GuardSeat> seats, bool hasControl)
    {
        var shared = seats
            .Where(seat => seat.FindLimit(hasControl) == LimitFinding.Shared)
            .SelectMany(seat => new[] { seat.Limit, seat.ControlLimit }.OfType<GuardTest>().Select(test => test.ToVerdict(seat.Config.Guard)));
        return [.. shared.Concat(All(seats).Where(v => v.Test.Verdict != Verdict.Breach)).Take(VerdictRules.MaxVerdicts)];
    }
}
