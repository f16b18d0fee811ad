using System.Collections.Immutable;
using Backstay.Core.Evaluation;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts;

/// <summary>
/// The sub-states that say whether a release may get an endpoint's traffic, and the question itself: asked in the same
/// words when a rollout starts, at every step, and of each target of a rollback.
/// </summary>
public sealed record ReleaseGate(RoutingState Routing, ReleasesState Releases, EvaluationState Evaluation)
{
    /// <summary>Whether an endpoint (first) could not be answered by a release (second) this very moment.</summary>
    public Func<Name, Name, bool> IsCold { get; init; } = static (_, _) => false;

    /// <summary>All objections; empty means that it may.</summary>
    /// <param name="shadowOnly">Copies of requests only, which themselves make evidence: its lack is no objection.</param>
    public ImmutableArray<Objection> Check(Name endpoint, Name release, bool shadowOnly = false)
    {
        if (!Routing.Endpoints.TryGetValue(endpoint, out var declared))
        {
            return [new("no-endpoint", $"there is no endpoint '{endpoint}'")];
        }

        if (!Releases.Releases.TryGetValue(release, out var found))
        {
            return [new("no-release", $"there is no release '{release}'")];
        }

        return
        [
            .. shadowOnly
                ? Eligibility.WithoutEvidence(declared.Config, found, Releases, Evaluation)
                : Eligibility.Check(declared.Config, found, Releases, Evaluation),
        ];
    }

    /// <summary>Null when both exist.</summary>
    public Problem? Missing(Name endpoint, Name? release)
    {
        if (!Routing.Endpoints.ContainsKey(endpoint))
        {
            return Problem.NotFound("endpoint", endpoint.ToString(), "Declare it first: backstay apply -f FILE.");
        }

        return release is { } name && !Releases.Releases.ContainsKey(name)
            ? Problem.NotFound("release", name.ToString(), "Propose it first: backstay apply -f FILE.")
            : null;
    }

    /// <summary>All objections in one problem.</summary>
    public static Problem Refuse(string code, string what, IEnumerable<Objection> objections) =>
        Problem.Refused(code, $"{what}: {string.Join("; ", objections.Select(o => o.Message))}.");
}
