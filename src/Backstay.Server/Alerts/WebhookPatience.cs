namespace Backstay.Server.Alerts;

/// <summary>How long an alert is carried to a webhook that does not take it.</summary>
public sealed record WebhookPatience
{
    /// <summary>The pause after the first failed post; each further failure doubles it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the pauses grow to.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// An alert that this process has carried for so long in vain is given up. Counted by the monotonic clock: that somebody sets
    /// the machine's time loses no alert, and a process that starts again has all its patience again.
    /// </summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);
}
