using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Ledger;
using Backstay.Core.Ledger;

namespace Backstay.Cli.Ledger;

/// <summary><c>backstay ledger proof</c>: that one entry is in the ledger, checked here and printed.</summary>
internal static class LedgerProof
{
    public static Command Create()
    {
        var seq = new Argument<long>("SEQ") { Description = "The entry's sequence number." };
        var size = new Option<long?>("--size") { Description = "Prove it in the ledger of this size; without it, the present one.", HelpName = "ENTRIES" };
        var command = new Command("proof", "Show the Merkle proof that an entry is in the ledger, and check it.") { seq, size };
        command.Run(async (parsed, context, ct) =>
        {
            var proof = await new LedgerClient(context.Client).ProofAsync(parsed.GetValue(seq), parsed.GetValue(size), ct);
            var holds = MerkleProof.VerifyInclusion(proof.LeafIndex, proof.Size, proof.LeafHash, proof.Hashes, proof.Root);
            context.Printer.Print(proof, console =>
            {
                console.Line($"entry {proof.Seq} of {proof.Size}");
                console.Line($"leaf  {proof.LeafHash.ToHex()}");
                foreach (var hash in proof.Hashes)
                {
                    console.Line($"      {hash.ToHex()}");
                }

                console.Line($"root  {proof.Root.ToHex()}");
                console.Line(holds ? "The proof holds." : "The proof does NOT hold.");
            });
            return holds ? ExitCodes.Ok : ExitCodes.Refused;
        });
        return command.WithExamples("backstay ledger proof 17", "backstay ledger proof 17 --size 100 --output json");
    }
}
