using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.World.Queries;

/// <summary>What a release does at an endpoint.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TrafficRole>))]
public enum TrafficRole
{
    /// <summary>It has the traffic that no rollout moves.</summary>
    Current,

    /// <summary>A rollout moves traffic to it.</summary>
    Canary,

    /// <summary>It gets copies, whose answers no caller sees.</summary>
    Shadow,

    /// <summary>It is kept to go back to.</summary>
    Standby,
}
