using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>What a batch of commands comes to, before it is durable.</summary>
/// <param name="Root">The state that its entries would give.</param>
/// <param name="Outcomes">One for each submission, in order.</param>
internal sealed record DecidedBatch(
    WorldState Root,
    List<LedgerRecord> Records,
    List<CommittedFact> Facts,
    List<SealedText> SealedTexts,
    List<DecidedCommand> Outcomes)
{
    /// <summary>Both as one batch, where <paramref name="next"/> was decided against this one's root. Takes this one's lists over.</summary>
    public DecidedBatch Then(DecidedBatch next)
    {
        var facts = Facts.Count;
        Records.AddRange(next.Records);
        Facts.AddRange(next.Facts);
        SealedTexts.AddRange(next.SealedTexts);
        foreach (var outcome in next.Outcomes)
        {
            Outcomes.Add(outcome with { FirstFact = outcome.FirstFact + facts });
        }

        return this with { Root = next.Root };
    }
}

/// <summary>What one command comes to: a refusal, a repetition of an earlier one, or facts of this batch.</summary>
/// <param name="Refused">Null unless refused.</param>
/// <param name="Repeats">The earlier command whose answer this is; null otherwise.</param>
/// <param name="FirstFact">Index into the batch's facts.</param>
internal readonly record struct DecidedCommand(Problem? Refused, RememberedCommand? Repeats, int FirstFact, int FactCount);
