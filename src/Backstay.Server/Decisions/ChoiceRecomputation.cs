using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Backstay.Client.Decisions;
using Backstay.Core.Routing;
using Backstay.Core.World;

namespace Backstay.Server.Decisions;

/// <summary>
/// Makes a recorded choice again, from the state at the record's position: the same record, ledger and unit give the
/// same choice, on any machine, at any later time.
/// </summary>
internal static class ChoiceRecomputation
{
    /// <param name="world">The state at the record's position.</param>
    /// <param name="unit">The unit, where it is known: the decision id, or what the asker named and the digest confirms.</param>
    /// <param name="unitMatches">Whether the unit that the asker named is the record's; null where none was named.</param>
    public static ChoiceCheck Run(DecisionRecord record, WorldState world, string? unit, bool? unitMatches)
    {
        // The seed is the record's own, so that it stands even where the endpoint is gone from the table.
        var seed = $"{record.Endpoint}:{record.Rollout}";
        int? bucket = unit is null ? null : Assignment.Bucket(seed, unit);
        var route = TableCompiler.Compile(world).Endpoints.GetValueOrDefault(record.Endpoint);
        if (route is not null && record.Escaped)
        {
            route = route.Escape ?? route;
        }

        ImmutableArray<Finding> findings = route is null
            ? [new("endpoint", record.Endpoint, $"no such endpoint at position {record.Position}", Agrees: false)]
            : [.. Compare(record, route, bucket)];
        return new ChoiceCheck(
            findings.All(finding => finding.Agrees != false), record.Position, seed, bucket, unitMatches,
            route is null ? [] : WeightsOf(route), findings);
    }

    private static IEnumerable<Finding> Compare(DecisionRecord record, EndpointRoute route, int? bucket)
    {
        var weight = route.Canary is null || !IsReady(record, RouteRole.Canary) ? 0 : route.CanaryWeight;
        var arm = Assignment.ArmOf(bucket ?? record.Bucket, weight);
        var release = (arm == Arm.Canary ? route.Canary : route.Current)?.Release.ToString();
        var propensity = arm == Arm.Canary ? weight : EndpointRoute.BasisPoints - weight;
        if (!record.NotReady.IsEmpty)
        {
            // The gateway's word: which files could be read there and then no ledger says.
            yield return new Finding("not ready", string.Join(", ", record.NotReady.Select(Kebab)), Computed: null, Agrees: null);
        }

        yield return Of("rollout", record.Rollout ?? "none", route.Rollout ?? "none");
        yield return Of("step", Text(record.Step), Text(route.Step));
        yield return Of("canary weight", Text(record.CanaryWeight), Text(weight));
        yield return bucket is { } computed
            ? Of("bucket", Text(record.Bucket), Text(computed))
            : new Finding("bucket", Text(record.Bucket), Computed: null, Agrees: null);
        yield return Of("arm", Kebab(record.AssignedArm), Kebab(arm));
        yield return Of("assigned release", record.AssignedRelease ?? "none", release ?? "none");
        yield return Of("propensity", Text(record.Propensity), Text(propensity));
    }

    private static ImmutableArray<WeightAt> WeightsOf(EndpointRoute route)
    {
        var canary = route.Canary is null ? 0 : route.CanaryWeight;
        return
        [
            .. route.Current is { } current ? [new WeightAt(current.Release, "current", EndpointRoute.BasisPoints - canary)] : Array.Empty<WeightAt>(),
            .. route.Canary is { } to ? [new WeightAt(to.Release, "canary", canary)] : Array.Empty<WeightAt>(),
            .. route.Shadow is { } shadow ? [new WeightAt(shadow.Release, "shadow", 0)] : Array.Empty<WeightAt>(),
            .. route.Standbys.Select(standby => new WeightAt(standby.Release, "standby", 0)),
        ];
    }

    private static bool IsReady(DecisionRecord record, RouteRole role) => !record.NotReady.Contains(role);

    private static Finding Of(string what, string recorded, string computed) => new(what, recorded, computed, recorded == computed);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Kebab(Arm arm) => arm == Arm.Canary ? "canary" : "control";

    private static string Kebab(RouteRole role) => JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());
}
