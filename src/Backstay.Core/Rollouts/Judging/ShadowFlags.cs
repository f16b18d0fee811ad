namespace Backstay.Core.Rollouts.Judging;

/// <summary>A unit's 64 bits in the shadow step: three for each guard, and the last for the step as a whole.</summary>
internal static class ShadowFlags
{
    /// <summary>Entered the paired test.</summary>
    public const int Relative = 0;

    /// <summary>Had its event in the canary.</summary>
    public const int Canary = 1;

    /// <summary>Had its event in the control.</summary>
    public const int Control = 2;

    /// <summary>For disagreement, which has no control's limit: seen at all.</summary>
    public const int Seen = Control;

    private const ulong AtAll = 1UL << 63;

    public static bool IsSet(ulong flags, int guard, int bit) => (flags & (1UL << ((3 * guard) + bit))) != 0;

    /// <summary>True the first time.</summary>
    public static bool Set(ref ulong flags, int guard, int bit)
    {
        var isNew = !IsSet(flags, guard, bit);
        flags |= 1UL << ((3 * guard) + bit);
        return isNew;
    }

    /// <summary>True the first time.</summary>
    public static bool SeeAtAll(ref ulong flags)
    {
        var isNew = (flags & AtAll) == 0;
        flags |= AtAll;
        return isNew;
    }
}
