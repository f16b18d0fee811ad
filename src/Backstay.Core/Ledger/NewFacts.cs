using System.Collections.Immutable;

namespace Backstay.Core.Ledger;

/// <summary>What a command comes to: the facts to append, in order; none where everything is so already.</summary>
public readonly record struct NewFacts(ImmutableArray<IFact> Facts)
{
    public static NewFacts None { get; } = new([]);

    public static NewFacts Of(params ReadOnlySpan<IFact> facts) => new([.. facts]);
}
