namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>What a caller got for one row.</summary>
/// <param name="Release">Null where none served it.</param>
/// <param name="Fallback">Why another than the assigned release served it; null where it did.</param>
/// <param name="Estimate">Minutes; null where the answer holds none.</param>
internal readonly record struct Answer(string Unit, int Status, Guid Decision, string? Release, string? Fallback, double? Estimate, int Delay)
{
    public const double Tolerance = 15;

    public const string SafeDefault = "safe-default";

    /// <summary>A usable answer of a release.</summary>
    public bool IsGood => Status == 200 && Estimate is not null && Release is not null && Fallback != SafeDefault;

    /// <summary>Right by the score that the rollouts are judged with.</summary>
    public bool IsWithin => Estimate is { } minutes && Math.Abs(minutes - Delay) <= Tolerance;
}
