using System.Text.Json.Serialization;

namespace Backstay.Statistics;

/// <summary>Events that happened while the canary had this share. One such line per distinct share is all a which-arm test knows.</summary>
public sealed record EventCount(double CanaryShare, long CanaryEvents, long ControlEvents)
{
    /// <summary>Derived, so never written down.</summary>
    [JsonIgnore]
    public long Total => CanaryEvents + ControlEvents;
}
