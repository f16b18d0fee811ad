namespace Backstay.Core.Rollouts.Judging;

/// <summary>What a guard's hard limit says.</summary>
internal enum LimitFinding
{
    Holds,

    /// <summary>Broken by the release, and not by the control.</summary>
    Broken,

    /// <summary>Broken by both arms.</summary>
    Shared,

    /// <summary>Broken by the release, with a control that does little better: the next observations tell.</summary>
    Undecided,
}
