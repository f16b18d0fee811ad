using Backstay.Client.Ledger;
using Backstay.Core.Ledger;

namespace Backstay.Cli.Ledger;

/// <summary>
/// Checks here, by a proof of a few hashes, that the server's ledger only adds to a checkpoint that was kept elsewhere: who
/// verifies through a server need not take its word for that.
/// </summary>
internal static class ConsistencyCheck
{
    /// <summary>From which size to which it holds; null where the note is none that the check can be made with.</summary>
    /// <param name="verified">What was verified and is printed: to its root the proof has to lead, not to another of the server's words.</param>
    /// <exception cref="Backstay.Client.BackstayException">The proof does not hold.</exception>
    public static async Task<(long From, long To)?> RunAsync(LedgerClient ledger, string note, LedgerVerification verified, CancellationToken ct)
    {
        // Whose signature it is, and whether it is of this log, the server has said already: a wrong note was a finding.
        if (!SignedNote.Parse(note).Then(signed => Checkpoint.Parse(signed.Text)).TryGet(out var kept, out _) || kept.Size < 1)
        {
            return null;
        }

        var proof = await ledger.ConsistencyAsync(kept.Size, verified.Entries, ct);
        return Holds(kept, verified, proof)
            ? (kept.Size, verified.Entries)
            : throw CliProblems.Refused(
                "consistency-not-proven",
                $"The server says that its ledger verifies, but its proof does not lead from the checkpoint's {kept.Size} entries to the root of the {verified.Entries} that it verified.",
                "Don't trust this server: run 'backstay ledger verify --data FOLDER --checkpoint FILE' on a copy of its data folder.");
    }

    /// <summary>Nothing of the proof is taken but its hashes: sizes and roots are the checkpoint's and those that were printed.</summary>
    public static bool Holds(Checkpoint kept, LedgerVerification verified, ConsistencyProof proof) =>
        MerkleProof.VerifyConsistency(kept.Size, verified.Entries, kept.Root, verified.Root, proof.Hashes);
}
