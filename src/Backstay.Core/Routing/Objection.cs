namespace Backstay.Core.Routing;

/// <summary>One reason why a release may not get an endpoint's users' traffic.</summary>
/// <param name="Code">Stable: <c>no-evidence</c>, <c>backend-changed</c>, <c>system-unmet</c>, <c>system-unknown</c>, <c>scorecard-missing</c>, <c>scorecard-unmet</c>, <c>no-backend</c>.</param>
public sealed record Objection(string Code, string Message);
