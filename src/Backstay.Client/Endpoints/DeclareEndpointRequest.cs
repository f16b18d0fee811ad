using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Client.Endpoints;

/// <summary>Declares an endpoint, or replaces its declaration whole.</summary>
public record DeclareEndpointRequest
{
    public required EndpointStage Stage { get; init; }

    public required string Owner { get; init; }

    /// <summary>Where the assignment unit is read from; null assigns every request afresh.</summary>
    public UnitSpec? Unit { get; init; }

    public int DeadlineMs { get; init; } = EndpointConfig.DefaultDeadlineMs;

    /// <summary>Percent of the deadline that a canary attempt may use before the standby takes over.</summary>
    public int CanaryDeadlineShare { get; init; } = EndpointConfig.DefaultCanaryDeadlineShare;

    public int MaxBodyBytes { get; init; } = EndpointConfig.DefaultMaxBodyBytes;

    public required ImmutableArray<BackendSpec> Backends { get; init; }

    /// <summary>What a release must show; null demands check or shadow evidence.</summary>
    public DemandsSpec? Demands { get; init; }

    /// <summary>The answer when no release can give one: any JSON. Absent answers 503.</summary>
    public JsonElement? SafeDefault { get; init; }

    public Uri? AlertWebhook { get; init; }

    public Uri? Playbook { get; init; }

    public required string Why { get; init; }

    public EndpointConfig ToConfig(Name endpoint) => new()
    {
        Endpoint = endpoint,
        Stage = Stage,
        Owner = Owner,
        Unit = Unit is null ? null : new UnitSource(Unit.Header, Unit.BodyField),
        DeadlineMs = DeadlineMs,
        CanaryDeadlineShare = CanaryDeadlineShare,
        MaxBodyBytes = MaxBodyBytes,
        Backends = [.. Backends.Select(backend => backend.ToConfig())],
        Demands = Demands?.ToDemands() ?? ReleaseDemands.CheckOrShadow,
        SafeDefault = SafeDefault is { } body ? new SafeDefault(body) : null,
        AlertWebhook = AlertWebhook,
        Playbook = Playbook,
    };
}

/// <summary>Where the unit is read from: the header, then the body field.</summary>
public sealed record UnitSpec
{
    public string? Header { get; init; }

    public string? BodyField { get; init; }
}

/// <summary>A place where versions are served.</summary>
public sealed record BackendSpec
{
    public required Name Name { get; init; }

    public required BackendProtocol Protocol { get; init; }

    /// <summary>Base address of an <c>oip</c> or <c>json</c> backend.</summary>
    public Uri? Url { get; init; }

    /// <summary>The model name that an <c>oip</c> backend knows; null uses the endpoint's.</summary>
    public string? Model { get; init; }

    /// <summary>Whether an attempt may be repeated elsewhere.</summary>
    public bool Idempotent { get; init; } = true;

    public BackendConfig ToConfig() => new(Name, Protocol, Url, Model, Idempotent);
}
