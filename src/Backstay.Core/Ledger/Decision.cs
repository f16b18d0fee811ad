using System.Collections.Immutable;

namespace Backstay.Core.Ledger;

/// <summary>What a command comes to: the facts to append, in order; none where everything is so already.</summary>
public readonly record struct Decision(ImmutableArray<IFact> Facts)
{
    public static Decision Nothing { get; } = new([]);

    public static Decision Of(params ReadOnlySpan<IFact> facts) => new([.. facts]);
}
