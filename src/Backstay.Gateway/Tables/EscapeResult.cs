namespace Backstay.Gateway.Tables;

/// <summary>What taking an escape did.</summary>
public enum EscapeResult
{
    /// <summary>From the swap on no new request goes to the canary.</summary>
    Taken,

    /// <summary>It was taken before.</summary>
    Standing,

    /// <summary>The live table is not in that rollout: there is nothing to escape from.</summary>
    NoSuchRollout,
}
