namespace Backstay.Core.Rollouts.Judging;

/// <summary>A unit's 64 bits in the shadow step: four for each guard, and the last for the step as a whole.</summary>
internal static class ShadowFlags
{
    /// <summary>Entered the paired test; for disagreement, which has none: was seen.</summary>
    public const int Relative = 0;

    /// <summary>Is done with the canary's hard limit.</summary>
    public const int Canary = 1;

    /// <summary>Is done with the control's.</summary>
    public const int Control = 2;

    /// <summary>Entered the contrast of the two.</summary>
    public const int Contrast = 3;

    private const int Each = 4;
    private const ulong AtAll = 1UL << 63;

    /// <summary>What a fresh count against the hard limits forgets.</summary>
    public static ulong Limits { get; } = Mask();

    public static bool IsSet(ulong flags, int guard, int bit) => (flags & Bit(guard, bit)) != 0;

    /// <summary>True the first time.</summary>
    public static bool Set(ref ulong flags, int guard, int bit)
    {
        var isNew = !IsSet(flags, guard, bit);
        flags |= Bit(guard, bit);
        return isNew;
    }

    /// <summary>True the first time.</summary>
    public static bool SeeAtAll(ref ulong flags)
    {
        var isNew = (flags & AtAll) == 0;
        flags |= AtAll;
        return isNew;
    }

    private static ulong Bit(int guard, int bit) => 1UL << ((Each * guard) + bit);

    private static ulong Mask()
    {
        var mask = 0UL;
        for (var guard = 0; guard < RolloutPlan.MaxGuards; guard++)
        {
            mask |= Bit(guard, Canary) | Bit(guard, Control) | Bit(guard, Contrast);
        }

        return mask;
    }
}
