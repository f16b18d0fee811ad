namespace Backstay.Statistics;

/// <summary>What a test counted in one arm.</summary>
/// <param name="Arm">One of <see cref="CanaryArm"/> and <see cref="ControlArm"/>.</param>
/// <param name="N">Units (or values) seen in this arm.</param>
/// <param name="Sum">Sum of their values; for event tests the number of events.</param>
/// <param name="SumOfSquares">Sum of the squared values; for event tests the number of events.</param>
public sealed record ArmStatistics(string Arm, long N, double Sum, double SumOfSquares)
{
    public const string CanaryArm = "canary";
    public const string ControlArm = "control";
}
