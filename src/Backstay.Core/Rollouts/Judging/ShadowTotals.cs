using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>What a shadow step saw: its pairs, its distinct units, and how many shadow answers failed or were late.</summary>
public sealed record ShadowTotals(long Samples, long Units, long Errors, long Late)
{
    /// <summary>The code of an attempt that was given up at its deadline.</summary>
    private const string LateCode = "late";

    internal ShadowTotals Add(AttemptRecord shadow, int deadlineMs, bool isNewUnit)
    {
        var late = Attempts.IsLate(shadow, deadlineMs) || shadow.Error == LateCode;
        return new(Samples + 1, Units + (isNewUnit ? 1 : 0), Errors + (shadow.Error is not null && !late ? 1 : 0), Late + (late ? 1 : 0));
    }
}
