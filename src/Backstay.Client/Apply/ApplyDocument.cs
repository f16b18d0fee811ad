using System.Collections.Immutable;
using Backstay.Client.Endpoints;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;

namespace Backstay.Client.Apply;

/// <summary>One document of an apply file: exactly one member is set.</summary>
public sealed record ApplyDocument
{
    public EndpointDocument? Endpoint { get; init; }

    public ProposeReleaseRequest? Release { get; init; }

    public StartRolloutRequest? Rollout { get; init; }

    public SystemDocument? System { get; init; }
}

/// <summary>An endpoint's declaration with its name.</summary>
public sealed record EndpointDocument : DeclareEndpointRequest
{
    public required Name Endpoint { get; init; }
}

/// <summary>A system's version with its name.</summary>
public sealed record SystemDocument : SetSystemRequest
{
    public required Name System { get; init; }
}

/// <summary>Asks what documents would change, each decided as if those before it were applied. Changes nothing.</summary>
public sealed record PlanRequest
{
    public const int MaxDocuments = 500;

    public required ImmutableArray<ApplyDocument> Documents { get; init; }
}

/// <summary>What the documents would come to at this position.</summary>
public sealed record PlanAnswer(long Position, ImmutableArray<PlannedChange> Changes);

/// <summary>What one document would come to.</summary>
/// <param name="Changes">The fields that differ, or what would happen, in words.</param>
/// <param name="Problem">Why it would be refused; null unless <see cref="PlannedAction.Refused"/>.</param>
public sealed record PlannedChange(
    string Kind, string Name, PlannedAction Action, ImmutableArray<string> Changes, PlannedProblem? Problem);

/// <summary>A refusal inside a plan.</summary>
public sealed record PlannedProblem(string Code, string Message, string? Field, string? Hint);

public enum PlannedAction
{
    /// <summary>Everything is so already.</summary>
    None,
    Create,
    Change,
    Refused,
}
