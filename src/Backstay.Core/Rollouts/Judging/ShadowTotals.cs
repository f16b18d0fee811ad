using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>What a shadow step saw: its pairs, its distinct units, and how many shadow answers failed or were late.</summary>
public sealed record ShadowTotals(long Samples, long Units, long Errors, long Late)
{
    internal ShadowTotals Add(AttemptRecord shadow, int deadlineMs, bool isNewUnit)
    {
        var late = Attempts.IsLate(shadow, deadlineMs);
        return new(Samples + 1, Units + (isNewUnit ? 1 : 0), Errors + (shadow.Error is not null && !late ? 1 : 0), Late + (late ? 1 : 0));
    }
}
