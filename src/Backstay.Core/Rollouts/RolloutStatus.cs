using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Rollouts;

/// <summary>
/// <code>
/// from \ fact   step-entered  paused   resumed  rolled-back  completed
/// Running       Running       Paused   -        RolledBack   Completed
/// Paused        -             -        Running  RolledBack   -
/// RolledBack    -             -        -        -            -
/// Completed     -             -        -        -            -
/// </code>
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RolloutStatus>))]
public enum RolloutStatus
{
    Running,
    Paused,

    /// <summary>Ended by going back; frozen, with its evidence.</summary>
    RolledBack,
    Completed,
}
