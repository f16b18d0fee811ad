using System.Collections.Frozen;
using Backstay.Core.Routing;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;

namespace Backstay.TestKit.Simulation.Plants;

/// <summary>Users are dealt out afresh whenever the weight moves.</summary>
internal sealed record UnstableAssignment : WorldSeams
{
    public override Placement Place(LiveEndpoint endpoint, string unit, UnitOrigin origin, UnitKey key)
    {
        var bucket = Assignment.Bucket(FormattableString.Invariant($"{endpoint.Seed}:{endpoint.CanaryWeight}"), unit);
        var arm = Assignment.ArmOf(bucket, endpoint.CanaryWeight);
        var propensity = arm == Arm.Canary ? endpoint.CanaryWeight : EndpointRoute.BasisPoints - endpoint.CanaryWeight;
        return new Placement(bucket, arm, propensity, key.DigestOf(unit), origin);
    }
}

/// <summary>Users are dealt out afresh at every step.</summary>
internal sealed record FreshAssignment : WorldSeams
{
    public override Placement Place(LiveEndpoint endpoint, string unit, UnitOrigin origin, UnitKey key)
    {
        var bucket = Assignment.Bucket(FormattableString.Invariant($"{endpoint.Seed}:{endpoint.Step}"), unit);
        var arm = Assignment.ArmOf(bucket, endpoint.CanaryWeight);
        var propensity = arm == Arm.Canary ? endpoint.CanaryWeight : EndpointRoute.BasisPoints - endpoint.CanaryWeight;
        return new Placement(bucket, arm, propensity, key.DigestOf(unit), origin);
    }
}

/// <summary>The escape that is compiled beforehand leads to where it is to lead away from.</summary>
internal sealed record HollowEscape : WorldSeams
{
    public override RoutingTable Table(RoutingTable compiled) =>
        Routes.Change(compiled, route => route.Escape is null ? route : route with { Escape = route with { Escape = null, Escaped = true } });
}

/// <summary>The canary owns 500 buckets too many.</summary>
internal sealed record GenerousTable : WorldSeams
{
    public override RoutingTable Table(RoutingTable compiled) =>
        Routes.Change(compiled, route => route.Canary is null ? route : route with { CanaryWeight = route.CanaryWeight + 500 });
}

/// <summary>A table is named by the entry before the last one that is in it.</summary>
internal sealed record MisplacedTable : WorldSeams
{
    public override RoutingTable Table(RoutingTable compiled) => compiled with { Position = Math.Max(0, compiled.Position - 1) };
}

/// <summary>The gateway waits for the copy's answer too.</summary>
internal sealed record SlowShadow : WorldSeams
{
    public override double WaitForShadow(double shadowMilliseconds) => shadowMilliseconds;
}

/// <summary>Where the control fails, the copy's answer is there anyway.</summary>
internal sealed record AnsweringShadow : WorldSeams
{
    public override LiveTarget[] Chain(LiveEndpoint endpoint, Arm arm) =>
        endpoint.Shadow is { } shadow ? [.. base.Chain(endpoint, arm), shadow] : base.Chain(endpoint, arm);
}

/// <summary>What the caller calls itself is kept with the answer, where it is handy.</summary>
internal sealed record NamedCallers : WorldSeams
{
    public override DecisionRecord Record(DecisionRecord record, in Call call) =>
        call.Unit is { } unit ? record with { Kept = [.. record.Kept, new KeptValue("caller", unit)] } : record;
}

/// <summary>Whoever is assigned to the canary gets its failures.</summary>
internal sealed record NoRescue : WorldSeams
{
    public override LiveTarget[] Chain(LiveEndpoint endpoint, Arm arm) => [.. base.Chain(endpoint, arm).Take(1)];
}

/// <summary>A request beside a release that is cold says nothing, wherever it went.</summary>
internal sealed record BlindBesideCold : WorldSeams
{
    public override DecisionRecord Record(DecisionRecord record, in Call call) => record with { NotEvidence = record.NotEvidence || !record.NotReady.IsEmpty };
}

internal static class Routes
{
    public static RoutingTable Change(RoutingTable table, Func<EndpointRoute, EndpointRoute> change) => table with
    {
        Endpoints = table.Endpoints.ToFrozenDictionary(pair => pair.Key, pair => change(pair.Value), StringComparer.Ordinal),
    };
}
