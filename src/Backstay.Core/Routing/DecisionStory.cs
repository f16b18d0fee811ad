using System.Collections.Immutable;

namespace Backstay.Core.Routing;

/// <summary>A decision and what became of it.</summary>
/// <param name="Corrections">Later, different values of outcomes that had one already; never judged.</param>
public sealed record DecisionStory(
    DecisionRecord Decision,
    ShadowRecord? Shadow,
    ImmutableArray<OutcomeRecord> Outcomes,
    ImmutableArray<OutcomeRecord> Corrections);
