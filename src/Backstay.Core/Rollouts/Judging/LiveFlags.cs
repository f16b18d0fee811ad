namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// A unit's 64 bits in the stage with users' traffic: for each guard whether the unit entered it, and whether it was seen
/// in the canary and in the control; the last bits say so for the stage as a whole, and whether it was refused once.
/// </summary>
internal static class LiveFlags
{
    private const int Whole = 20;
    private const ulong Refused = 1UL << 63;

    public static bool HasEntered(ulong flags, int guard) => (flags & (1UL << (3 * guard))) != 0;

    public static void Enter(ref ulong flags, int guard) => flags |= 1UL << (3 * guard);

    /// <summary>True the first time.</summary>
    public static bool See(ref ulong flags, int guard, bool canary)
    {
        var bit = 1UL << ((3 * guard) + (canary ? 1 : 2));
        var isNew = (flags & bit) == 0;
        flags |= bit;
        return isNew;
    }

    /// <summary>Whether a refusal was this unit's event against the control: guards on errors count no other of it there.</summary>
    public static bool WasRefused(ulong flags) => (flags & Refused) != 0;

    public static void Refuse(ref ulong flags) => flags |= Refused;

    /// <inheritdoc cref="See"/>
    public static bool SeeAtAll(ref ulong flags, bool canary) => See(ref flags, Whole, canary);
}
