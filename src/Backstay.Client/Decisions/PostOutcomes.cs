using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Routing;

namespace Backstay.Client.Decisions;

/// <summary>Outcomes of one decision: either <c>name</c> and <c>value</c>, or a list of them.</summary>
public sealed record PostOutcomesRequest
{
    public string? Name { get; init; }

    /// <summary>A number, boolean or string.</summary>
    public JsonElement? Value { get; init; }

    public ImmutableArray<OutcomeSpec>? Outcomes { get; init; }
}

/// <summary>One outcome.</summary>
public sealed record OutcomeSpec
{
    public required string Name { get; init; }

    public required JsonElement Value { get; init; }
}

/// <summary>Outcomes of many decisions.</summary>
public sealed record PostManyOutcomesRequest
{
    public const int MaxOutcomes = 1_000;

    public required ImmutableArray<DecisionOutcomeSpec> Outcomes { get; init; }
}

/// <summary>One outcome of one decision.</summary>
public sealed record DecisionOutcomeSpec
{
    public required Guid Decision { get; init; }

    public required string Name { get; init; }

    public required JsonElement Value { get; init; }
}

/// <summary>What became of each outcome, in the order in which they were sent. All are durable but the refused ones.</summary>
public sealed record PostOutcomesAnswer(ImmutableArray<PostedOutcome> Outcomes);

/// <summary>What became of one outcome.</summary>
public sealed record PostedOutcome(Guid Decision, string Name, OutcomeResult Result);
