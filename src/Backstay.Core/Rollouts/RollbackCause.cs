using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Rollouts;

/// <summary>Why traffic went back.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RollbackCause>))]
public enum RollbackCause
{
    /// <summary>By itself, on a guard's breach.</summary>
    Breach,

    /// <summary>A person aborted the rollout.</summary>
    Abort,

    /// <summary>A person rolled the endpoint back.</summary>
    Command,
}

/// <summary>Why a rollout stands still.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PauseCause>))]
public enum PauseCause
{
    /// <summary>A person paused it.</summary>
    Command,

    /// <summary>Both arms broke a hard limit: the trouble is shared, not the canary's.</summary>
    SharedBreach,
}
