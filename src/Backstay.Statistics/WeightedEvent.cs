namespace Backstay.Statistics;

/// <summary>One event: the arm that it fell into, and the canary's share of the traffic when its unit was assigned.</summary>
public readonly record struct WeightedEvent(bool Canary, double CanaryShare);
