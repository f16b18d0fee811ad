using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Ledger;

/// <summary>What is damaged hides nothing else.</summary>
public sealed class LedgerVerifierDamageTests : IDisposable
{
    private readonly CheckpointSigner _signer = CheckpointSigner.Create("backstay/acme/default").Value;
    private readonly List<LedgerRecord> _records = Entries.SmallLedger();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _signer.Dispose();

    [Fact]
    public async Task A_place_of_texts_that_cant_be_read_is_named_once_and_an_altered_entry_behind_it_too()
    {
        var digest = Digest.Of("a text"u8);
        var place = new SealedTextDamage(4, 5, "a text does not fit.");
        var sealing = Entries.Record(Entries.Entry(5, 0, 2, "two") with { Payload = Encoding.UTF8.GetBytes($$"""{"purpose":"{{Digest.Of("another"u8)}}","why":"{{digest}}"}""") });
        List<LedgerRecord> records = [.. _records[..4], sealing, _records[5], _records[6] with { LeafHash = digest }];

        var result = await VerifyAsync(new TamperedLedgerStore(records) { DamagedTexts = [place], Damage = new([], [], 0) { DamagedTexts = [place, place with { FromSeq = 6, ToSeq = 7 }] } });

        Assert.Equal(
            [(LedgerFindingKind.SealedTextChanged, 4L, 5L), (LedgerFindingKind.LeafHashDiffers, 7L, 7L), (LedgerFindingKind.SealedTextChanged, 6L, 7L)],
            result.Findings.Select(found => (found.Kind, found.FromSeq, found.ToSeq)));
        Assert.Contains("a text does not fit.", result.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(7, result.Entries);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(6, 7)]
    public async Task Entries_that_cant_be_read_are_named_exactly_and_nothing_is_said_of_what_was_not_compared(int from, int to)
    {
        var result = await VerifyAsync(new TamperedLedgerStore(_records) { Gap = (from, to), Checkpoints = [Kept(7)] }, Kept(6).Note);

        var finding = Assert.Single(result.Findings);
        Assert.Equal((LedgerFindingKind.Unreadable, from, to), (finding.Kind, finding.FromSeq, finding.ToSeq));
        Assert.Equal(from - 1, result.Entries);
        Assert.Equal(Tree(from - 1).Root, result.Root);
        Assert.Equal(0, result.CheckpointsAgreed);
    }

    [Fact]
    public async Task What_is_wrong_in_front_of_a_gap_and_behind_it_is_named()
    {
        List<LedgerRecord> records = [.. _records[..1], _records[1] with { LeafHash = MerkleHash.Empty }, .. _records[2..6], _records[6] with { LeafHash = MerkleHash.Empty }];

        var result = await VerifyAsync(new TamperedLedgerStore(records) { Gap = (4, 5) });

        Assert.Equal(
            [(LedgerFindingKind.LeafHashDiffers, 2L), (LedgerFindingKind.Unreadable, 4L), (LedgerFindingKind.LeafHashDiffers, 7L)],
            result.Findings.Select(found => (found.Kind, found.FromSeq)));
    }

    [Fact]
    public async Task Where_nobody_knows_how_far_it_reaches_the_rest_is_named_and_not_called_cut_off()
    {
        var result = await VerifyAsync(new TamperedLedgerStore(_records) { Gap = (3, 5), KnowsGaps = false, Checkpoints = [Kept(7)] });

        var finding = Assert.Single(result.Findings);
        Assert.Equal((LedgerFindingKind.Unreadable, 3L, 7L), (finding.Kind, finding.FromSeq, finding.ToSeq));
        Assert.Contains("nor is any behind it checked", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_beyond_the_end_is_told_behind_a_gap_too()
    {
        var result = await VerifyAsync(new TamperedLedgerStore(_records[..6]) { Gap = (2, 2) }, Kept(7).Note);

        Assert.Equal(
            [(LedgerFindingKind.Unreadable, 2L, 2L), (LedgerFindingKind.Truncated, 7L, 7L)],
            result.Findings.Select(found => (found.Kind, found.FromSeq, found.ToSeq)).Where(found => found.Kind != LedgerFindingKind.CommandBroken));
    }

    private Task<LedgerVerification> VerifyAsync(TamperedLedgerStore store, string? keptNote = null) =>
        LedgerVerifier.VerifyAsync(store, new LedgerVerifyOptions { KeptNote = keptNote, Keys = [_signer.Verifier] }, null, Ct);

    private MerkleTree Tree(long size)
    {
        var tree = new MerkleTree();
        foreach (var record in _records.Take((int)size))
        {
            tree.Append(record.LeafHash);
        }

        return tree;
    }

    private StoredCheckpoint Kept(long size) =>
        new(size, _signer.Sign(new Checkpoint(_signer.Name, size, Tree(size).RootAt(size))).Value.ToString());
}
