namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// A unit's 64 bits in the stage with users' traffic. For each guard four: whether the unit entered its relative test,
/// whether it is done with its hard limit, and whether it was seen in the canary and in the control. The last bits say where
/// it was seen at all, and whether it was refused once.
/// </summary>
internal static class LiveFlags
{
    private const int Each = 4;
    private const int Relative = 0;
    private const int Limit = 1;
    private const int Canary = 2;
    private const int Control = 3;
    private const int Whole = RolloutPlan.MaxGuards;
    private const ulong Refused = 1UL << (Each * Whole);

    /// <summary>What a fresh count against the hard limits forgets.</summary>
    public static ulong Limits { get; } = Mask(Limit);

    public static bool HasEntered(ulong flags, int guard) => IsSet(flags, guard, Relative);

    public static void Enter(ref ulong flags, int guard) => Set(ref flags, guard, Relative);

    /// <summary>Whether the unit counts against the guard's hard limit no more.</summary>
    public static bool IsDone(ulong flags, int guard) => IsSet(flags, guard, Limit);

    public static void Finish(ref ulong flags, int guard) => Set(ref flags, guard, Limit);

    /// <summary>True the first time.</summary>
    public static bool See(ref ulong flags, int guard, bool canary) => Set(ref flags, guard, canary ? Canary : Control);

    /// <summary>Whether a refusal was this unit's event against the control: guards on errors count no other of it there.</summary>
    public static bool WasRefused(ulong flags) => (flags & Refused) != 0;

    public static void Refuse(ref ulong flags) => flags |= Refused;

    /// <inheritdoc cref="See"/>
    public static bool SeeAtAll(ref ulong flags, bool canary) => See(ref flags, Whole, canary);

    private static bool IsSet(ulong flags, int guard, int bit) => (flags & Bit(guard, bit)) != 0;

    private static bool Set(ref ulong flags, int guard, int bit)
    {
        var isNew = !IsSet(flags, guard, bit);
        flags |= Bit(guard, bit);
        return isNew;
    }

    private static ulong Bit(int guard, int bit) => 1UL << ((Each * guard) + bit);

    private static ulong Mask(int bit)
    {
        var mask = 0UL;
        for (var guard = 0; guard < RolloutPlan.MaxGuards; guard++)
        {
            mask |= Bit(guard, bit);
        }

        return mask;
    }
}
