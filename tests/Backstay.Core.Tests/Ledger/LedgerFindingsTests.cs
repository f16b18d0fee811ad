using System.Text;
using Backstay.Core.Ledger;

namespace Backstay.Core.Tests.Ledger;

public sealed class LedgerFindingsTests
{
    /// <summary>What stands behind a hundred findings of another kind is not listed, and counted all the same.</summary>
    [Fact]
    public async Task Findings_of_each_kind_are_counted_also_where_the_list_has_no_room_for_them()
    {
        var changed = Enumerable.Range(0, 2 * LedgerVerification.MaxFindings)
            .Select(i => SealedText.Seal($"Text {i}.", new byte[SealedText.SaltSize]).Value with { Seq = 5, Text = "It leaked!" }).ToArray();
        var payload = $$"""{"causes":[{{string.Join(',', changed.Select(text => $$"""{"why":"{{text.Digest}}"}"""))}}]}""";
        var records = Entries.SmallLedger();
        records[4] = Entries.Record(Entries.Entry(5, 0, 2, "two") with { Payload = Encoding.UTF8.GetBytes(payload) });
        records[^1] = records[^1] with { LeafHash = MerkleHash.Empty };

        var result = await LedgerVerifier.VerifyAsync(new TamperedLedgerStore(records) { Texts = changed }, new LedgerVerifyOptions(), null, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(result.Findings, finding => finding.Kind != LedgerFindingKind.SealedTextChanged);
        Assert.Equal(
            [new LedgerFindingCount(LedgerFindingKind.LeafHashDiffers, 1), new LedgerFindingCount(LedgerFindingKind.SealedTextChanged, changed.Length)],
            result.Counts);
        Assert.True(result.Has(LedgerFindingKind.LeafHashDiffers));
        Assert.Equal(changed.Length + 1, result.FindingsInAll);
    }
}
