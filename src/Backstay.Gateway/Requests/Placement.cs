using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Tables;

namespace Backstay.Gateway.Requests;

/// <summary>Steps 5 and 6, bucket and choose: where a request belongs, by its unit and the table alone.</summary>
/// <param name="Propensity">Probability of this arm, in basis points.</param>
internal readonly record struct Placement(int Bucket, Arm Arm, int Propensity, Digest Unit, UnitOrigin Origin)
{
    public static Placement Of(LiveEndpoint endpoint, ReadOnlySpan<char> unit, UnitOrigin origin, UnitKey key)
    {
        var bucket = Assignment.Bucket(endpoint.Seed, unit);
        var arm = Assignment.ArmOf(bucket, endpoint.CanaryWeight);
        var propensity = arm == Arm.Canary ? endpoint.CanaryWeight : EndpointRoute.BasisPoints - endpoint.CanaryWeight;
        return new Placement(bucket, arm, propensity, key.DigestOf(unit), origin);
    }
}
