namespace Backstay.Statistics;

/// <summary>
/// What every method answers with. It holds only finite numbers, so that it can be written as canonical JSON,
/// and everything by which somebody else can check it.
/// </summary>
/// <param name="Method">Stable name of the method, kebab case, with its version.</param>
/// <param name="Parameters">The method's parameters in a fixed order, alpha among them.</param>
/// <param name="N">Units seen, both arms together.</param>
/// <param name="Arms">Sufficient statistics per arm.</param>
/// <param name="Events">Event tests only: the counts per share from which the value follows; empty elsewhere.</param>
/// <param name="Estimate">The best guess of the judged quantity; null without data.</param>
/// <param name="Interval">What is not ruled out.</param>
/// <param name="EValue">Evidence against the null, the breach side; at least 1/alpha means breach.</param>
/// <param name="ProofEValue">Evidence for the other side; at least 1/alpha means proven.</param>
/// <param name="Threshold">1/alpha.</param>
public sealed record TestResult(
    string Method,
    IReadOnlyDictionary<string, double> Parameters,
    long N,
    IReadOnlyList<ArmStatistics> Arms,
    IReadOnlyList<EventCount> Events,
    double? Estimate,
    Interval Interval,
    double EValue,
    double ProofEValue,
    double Threshold,
    Verdict Verdict);
