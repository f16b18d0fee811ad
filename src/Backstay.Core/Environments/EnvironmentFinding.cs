namespace Backstay.Core.Environments;

/// <summary>One difference between two environments.</summary>
/// <param name="Item">What differs: <c>python</c>, <c>package numpy</c>.</param>
/// <param name="Left">Its value on the left; null where it is not there.</param>
/// <param name="Right">Its value on the right; null where it is not there.</param>
/// <param name="Reason">Why it is graded so.</param>
public sealed record EnvironmentFinding(string Item, EnvironmentVerdict Verdict, string? Left, string? Right, string Reason);
