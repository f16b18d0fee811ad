using System.Collections.Immutable;

namespace Backstay.Core.Environments;

/// <summary>How two environments differ.</summary>
/// <param name="Verdict">The worst of the findings; same where there are none.</param>
/// <param name="Findings">Every difference, worst first.</param>
public sealed record EnvironmentComparison(EnvironmentVerdict Verdict, ImmutableArray<EnvironmentFinding> Findings);
