using Backstay.Client.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Node;

namespace Backstay.Server.Audit;

/// <summary>Merkle proofs out of the tree that is kept in memory.</summary>
internal static class LedgerProofs
{
    public static Result<InclusionProof> Inclusion(LedgerSession ledger, long seq, long? size)
    {
        var head = ledger.Current.Position;
        var of = size ?? head;
        if (of < 1 || of > head)
        {
            return Problem.Invalid("size", $"The ledger had sizes from 1 to {head}, not {of}.");
        }

        if (seq < 1 || seq > of)
        {
            return Problem.NotFound("ledger entry", $"{seq}", $"A ledger of {of} entries has 1 to {of}.");
        }

        var tree = ledger.Tree;
        return new InclusionProof(seq, seq - 1, of, tree.LeafAt(seq - 1), tree.RootAt(of), tree.ProveInclusion(seq - 1, of));
    }

    public static Result<ConsistencyProof> Consistency(LedgerSession ledger, long first, long second)
    {
        var head = ledger.Current.Position;
        if (second < 1 || second > head)
        {
            return Problem.Invalid("second", $"The ledger had sizes from 1 to {head}, not {second}.");
        }

        if (first < 1 || first > second)
        {
            return Problem.Invalid("first", $"The smaller ledger has 1 to {second} entries, not {first}.");
        }

        var tree = ledger.Tree;
        return new ConsistencyProof(first, second, tree.RootAt(first), tree.RootAt(second), tree.ProveConsistency(first, second));
    }
}
