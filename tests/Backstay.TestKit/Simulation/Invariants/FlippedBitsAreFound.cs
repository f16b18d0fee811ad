using Backstay.Core.Ledger;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 11: one flipped bit anywhere in the ledger is found and placed by verification, also where the hash beside it was
/// mended, as long as somebody kept a checkpoint; and nothing is found where nothing is wrong.
/// </summary>
internal sealed class FlippedBitsAreFound(Watch watch) : Invariant(watch)
{
    private static readonly string Origin = Checkpoint.OriginOf("simulation", World.Workspace).Value;
    private static readonly CheckpointSigner Auditor = CheckpointSigner.Create(Origin).Value;

    public override string Name => "flipped-bits-are-found";

    public override int? Number => 11;

    public override void OnEnded()
    {
        var records = World.Ledger.Read(1);
        var random = Randoms.Of(World.Plan.Seed, "bits");
        var options = new LedgerVerifyOptions { KeptNote = NoteOf(records), Keys = [Auditor.Verifier], Origin = Origin };
        var sound = Verify(records, options);
        Require(sound is { IsOk: true, CheckpointsAgreed: 1 }, $"verification finds {sound.FindingsInAll} things wrong with a sound ledger");

        var at = random.Next(records.Count);
        var bytes = records[at].Bytes.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        var isMended = random.Next(2) == 1;
        var damaged = new LedgerRecord(at + 1, bytes, isMended ? MerkleHash.Leaf(bytes) : records[at].LeafHash);
        var found = Verify([.. records.Take(at), damaged, .. records.Skip(at + 1)], options);
        Require(
            found.Findings.Any(finding => finding.FromSeq <= at + 1 && at + 1 <= finding.ToSeq),
            $"a bit of entry {at + 1} was flipped{(isMended ? " and its hash mended" : "")}, and verification finds {found.FindingsInAll} things, none of them there");
    }

    private static string NoteOf(IReadOnlyList<LedgerRecord> records)
    {
        var tree = new MerkleFrontier();
        foreach (var record in records)
        {
            tree.Append(record.LeafHash);
        }

        return Auditor.Sign(new Checkpoint(Origin, tree.Size, tree.Root)).Value.ToString();
    }

    private LedgerVerification Verify(IReadOnlyList<LedgerRecord> records, LedgerVerifyOptions options) =>
        World.Thread.Finish(VerifyAsync(records, options));

    private async Task<LedgerVerification> VerifyAsync(IReadOnlyList<LedgerRecord> records, LedgerVerifyOptions options)
    {
        var ledger = new FaultyLedger();
        await ledger.RewriteAsync(records);
        return await World.Seams.VerifyAsync(ledger, options);
    }
}
