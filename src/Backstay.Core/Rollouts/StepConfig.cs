using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Rollouts;

/// <summary>One step of a rollout.</summary>
/// <param name="Weight">The canary's basis points, 1 to 9,999; 0 for shadow, ignored for full and bake.</param>
/// <param name="MinUnits">Least number of distinct units per arm that every guard must have seen in the rollout.</param>
/// <param name="MinSeconds">Least time in this step by the step's own clock, which a stopped process does not gain.</param>
public sealed record StepConfig(StepKind Kind, int Weight, int MinUnits, double MinSeconds)
{
    /// <summary>Whether the new release has all the traffic that it gets.</summary>
    [JsonIgnore]
    public bool IsAtFull => Kind is StepKind.Full or StepKind.Bake;
}

[JsonConverter(typeof(KebabCaseEnumConverter<StepKind>))]
public enum StepKind
{
    /// <summary>Copies of requests, no user's answer.</summary>
    Shadow,

    /// <summary>A share of users.</summary>
    Canary,

    /// <summary>All users but the hold-back.</summary>
    Full,

    /// <summary>As full, watched for longer.</summary>
    Bake,
}
