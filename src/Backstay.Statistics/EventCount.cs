namespace Backstay.Statistics;

/// <summary>Events that happened while the canary had this share. One such line per distinct share is all a which-arm test knows.</summary>
public sealed record EventCount(double CanaryShare, long CanaryEvents, long ControlEvents)
{
    public long Total => CanaryEvents + ControlEvents;
}
