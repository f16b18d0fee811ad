namespace Backstay.Statistics;

/// <summary>Running counts of the events at one share.</summary>
internal struct EventTally(double share)
{
    public double Share { get; } = share;

    public long Canary;

    public long Control;

    public readonly long Total => Canary + Control;
}
