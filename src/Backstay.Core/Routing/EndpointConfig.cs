using System.Collections.Immutable;
using Backstay.Core.Primitives;

namespace Backstay.Core.Routing;

/// <summary>What a team declares of an endpoint: the stable name that callers call.</summary>
public sealed record EndpointConfig
{
    public const int DefaultDeadlineMs = 1_000;
    public const int MaxDeadlineMs = 600_000;
    public const int DefaultCanaryDeadlineShare = 50;
    public const int DefaultMaxBodyBytes = 1_048_576;

    public required Name Endpoint { get; init; }

    public required EndpointStage Stage { get; init; }

    public required string Owner { get; init; }

    /// <summary>Where the assignment unit is read from; null assigns every request afresh.</summary>
    public UnitSource? Unit { get; init; }

    /// <summary>Milliseconds for a whole answer unless the caller's header asks for less.</summary>
    public int DeadlineMs { get; init; } = DefaultDeadlineMs;

    /// <summary>Percent of the deadline that a canary attempt may use before the standby takes over, 1 to 90.</summary>
    public int CanaryDeadlineShare { get; init; } = DefaultCanaryDeadlineShare;

    /// <summary>Largest request body, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    public required ImmutableArray<BackendConfig> Backends { get; init; }

    /// <summary>What a release must show before it may get users' traffic here.</summary>
    public required ReleaseDemands Demands { get; init; }

    /// <summary>The answer when no release can give one; null answers 503.</summary>
    public SafeDefault? SafeDefault { get; init; }

    /// <summary>Where breaches are posted, beside the log and the live view.</summary>
    public Uri? AlertWebhook { get; init; }

    /// <summary>Linked from alerts and incidents.</summary>
    public Uri? Playbook { get; init; }
}
