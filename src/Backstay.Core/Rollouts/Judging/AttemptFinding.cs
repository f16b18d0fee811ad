namespace Backstay.Core.Rollouts.Judging;

/// <summary>What one attempt says to an event guard.</summary>
internal enum AttemptFinding
{
    /// <summary>Nothing: the caller left before it could be told, or the guard asks something else.</summary>
    None,

    /// <summary>No event.</summary>
    Good,

    Event,

    /// <summary>
    /// The input was refused as the caller's fault. Both arms get the same callers, so that more of it in one arm is its
    /// release's doing: an event against the control, and nothing by itself.
    /// </summary>
    Refused,
}
