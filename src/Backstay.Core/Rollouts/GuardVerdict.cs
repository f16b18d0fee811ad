using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts;

/// <summary>
/// What one test of one guard says, with all that is needed to compute it again (DEFINITIONS.md, "Evidence"):
/// method, parameters, sufficient statistics per arm, value, and a digest of the ordered observations.
/// </summary>
/// <param name="Comparison">Whether the canary was held against the control or against its hard limit.</param>
/// <param name="Events">
/// Event tests hold all their events, in order, as runs: the canary's weight in basis points, then <c>k</c> (control)
/// and <c>c</c> (canary) with the length of the run, as in <c>500:k12c3;2500:c1</c>. Null for other tests.
/// </param>
/// <param name="EventsObject">Where <paramref name="Events"/> would be too long for an entry: the object that holds it.</param>
/// <param name="Observations">SHA-256 over the ordered observations that the test took in.</param>
public sealed record GuardVerdict(
    Name Guard,
    GuardComparison Comparison,
    TestResult Test,
    string? Events,
    Digest? EventsObject,
    Digest Observations);

[JsonConverter(typeof(KebabCaseEnumConverter<GuardComparison>))]
public enum GuardComparison
{
    /// <summary>Against the concurrent control.</summary>
    Control,

    /// <summary>The canary against its hard limit.</summary>
    Limit,

    /// <summary>The control against the same hard limit: both broken means shared.</summary>
    ControlLimit,

    /// <summary>Shadow and served answers of the same requests.</summary>
    Paired,
}
