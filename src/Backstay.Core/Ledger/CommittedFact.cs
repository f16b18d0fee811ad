namespace Backstay.Core.Ledger;

/// <summary>A fact that is durable, with its place.</summary>
public sealed record CommittedFact(EntryHead Head, CommandRef Command, IFact Fact)
{
    public long Seq => Head.Seq;
}
