using System.Globalization;
using Backstay.Core.Evaluation;
using Backstay.Core.Releases;

namespace Backstay.Core.Routing;

/// <summary>
/// Whether a release may get an endpoint's users' traffic (invariant 4): a list of small checks, each of which can
/// say why not.
/// </summary>
public static class Eligibility
{
    /// <summary>The release is proven, but on another declaration of its backend than the one that stands.</summary>
    public const string BackendChanged = "backend-changed";

    /// <summary>All objections; empty means that it may.</summary>
    public static IReadOnlyList<Objection> Check(
        EndpointConfig endpoint, Release release, ReleasesState releases, EvaluationState evaluation) =>
    [
        .. WithoutEvidence(endpoint, release, releases, evaluation),
        .. Proof(endpoint, release, releases),
    ];

    /// <summary>The objections that a shadow step, which itself makes evidence, does not lift.</summary>
    public static IReadOnlyList<Objection> WithoutEvidence(
        EndpointConfig endpoint, Release release, ReleasesState releases, EvaluationState evaluation) =>
    [
        .. Backend(endpoint, release),
        .. Systems(release, releases),
        .. Scorecards(endpoint, release, evaluation),
    ];

    private static IEnumerable<Objection> Backend(EndpointConfig endpoint, Release release)
    {
        if (endpoint.Backends.All(backend => backend.Name != release.Fact.Backend))
        {
            yield return new("no-backend", $"endpoint {endpoint.Endpoint} has no backend '{release.Fact.Backend}'");
        }
    }

    private static IEnumerable<Objection> Systems(Release release, ReleasesState releases)
    {
        foreach (var required in release.Fact.Requires)
        {
            if (!releases.Systems.TryGetValue(required.System, out var system))
            {
                yield return new(
                    "system-unknown",
                    $"it requires {required.System} {required.Version}, and nobody has said which version of it is there (backstay system set {required.System} VERSION)");
            }
            else if (!required.Version.Contains(system.Version))
            {
                yield return new("system-unmet", $"it requires {required.System} {required.Version}, and {system.Version} is there");
            }
        }
    }

    private static IEnumerable<Objection> Scorecards(EndpointConfig endpoint, Release release, EvaluationState evaluation)
    {
        foreach (var demand in endpoint.Demands.Scorecards)
        {
            var what = demand.Slice is null ? demand.Metric : $"{demand.Metric} on {demand.Slice}";
            var measure = evaluation.Latest(release.Fact.Parts.Model, demand.Metric, demand.Slice);
            if (measure is null)
            {
                yield return new("scorecard-missing", $"{release.Fact.Parts.Model} has no scorecard with {what}");
            }
            else if (demand.Min is { } min && (measure.Low ?? measure.Value) < min)
            {
                yield return new("scorecard-unmet", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} must be at least {min}; {Describe(measure)}"));
            }
            else if (demand.Max is { } max && (measure.High ?? measure.Value) > max)
            {
                yield return new("scorecard-unmet", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} must be at most {max}; {Describe(measure)}"));
            }
        }
    }

    private static string Describe(Measure measure) => string.Create(
        CultureInfo.InvariantCulture,
        $"measured {measure.Value:0.####} [{measure.Low ?? measure.Value:0.####}, {measure.High ?? measure.Value:0.####}], n {measure.N}");

    private static IEnumerable<Objection> Proof(EndpointConfig endpoint, Release release, ReleasesState releases)
    {
        if (endpoint.Demands.Evidence.IsEmpty)
        {
            yield break;
        }

        var here = releases.EvidenceFor(release.Fact.Combination)
            .Where(e => e.Fact.Endpoint == endpoint.Endpoint && e.Fact.Backend == release.Fact.Backend)
            .ToArray();
        var backend = BackendDigests.Of(endpoint, release.Fact.Backend);
        var newest = Newest(endpoint.Demands, here.Where(e => backend is not null && e.Fact.BackendDigest == backend));
        if (newest is { Passed: true })
        {
            yield break;
        }

        var what = $"the combination {release.Fact.Combination.ToShort()} is not proven for {endpoint.Endpoint}";
        var wayOut = $"it needs {string.Join(" or ", endpoint.Demands.Evidence.Select(k => k.ToString().ToLowerInvariant()))} evidence (backstay release check {release.Fact.Release} --endpoint {endpoint.Endpoint})";
        yield return backend is not null && here.GroupBy(e => e.Fact.BackendDigest).Any(e => IsProven(endpoint.Demands, e))
            ? new(BackendChanged, $"{what} as it is declared now: it was proven when backend '{release.Fact.Backend}' had another protocol, URL or model; {wayOut}")
            : new("no-evidence", $"{what}{Failure(newest)}: {wayOut}");
    }

    private static string Failure(EvidenceRecorded? newest) => newest is null
        ? string.Empty
        : $", where its newest {newest.Evidence.ToString().ToLowerInvariant()} failed ({newest.FirstFailure ?? $"{newest.Errors} errors, {newest.Late} late"})";

    // The newest result over the demanded kinds decides, of whichever kind it is: what was seen to fail last is not proven.
    private static bool IsProven(ReleaseDemands demands, IEnumerable<CombinationEvidence> evidence) =>
        Newest(demands, evidence) is { Passed: true };

    private static EvidenceRecorded? Newest(ReleaseDemands demands, IEnumerable<CombinationEvidence> evidence) =>
        evidence.LastOrDefault(e => demands.Evidence.Contains(e.Fact.Evidence))?.Fact;
}
