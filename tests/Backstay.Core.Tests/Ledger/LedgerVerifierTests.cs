using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Ledger;

public sealed class LedgerVerifierTests : IDisposable
{
    private const string Origin = "backstay/acme/default";

    private readonly CheckpointSigner _signer = CheckpointSigner.Create(Origin).Value;
    private readonly List<LedgerRecord> _records = Entries.SmallLedger();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public async Task A_sound_ledger_has_its_root_and_agrees_with_its_checkpoints()
    {
        var reports = new List<long>();
        var store = new TamperedLedgerStore(_records) { Checkpoints = [Kept(1), Kept(4), Kept(7)] };

        var result = await LedgerVerifier.VerifyAsync(store, Options(Note(6)), new Reports(reports), Ct);

        Assert.True(result.IsOk);
        Assert.Equal(7, result.Entries);
        Assert.Equal(Tree(_records).Root, result.Root);
        Assert.Equal(4, result.CheckpointsAgreed);
        Assert.Equal([7], reports);
    }

    [Fact]
    public async Task An_empty_ledger_is_sound_and_has_the_empty_root()
    {
        var result = await VerifyAsync([], checkpoints: [Kept(0)]);

        Assert.True(result.IsOk);
        Assert.Equal(MerkleHash.Empty, result.Root);
        Assert.Equal(1, result.CheckpointsAgreed);
    }

    [Fact]
    public async Task Every_flipped_bit_of_every_entry_is_found_at_its_entry()
    {
        for (var at = 0; at < _records.Count; at++)
        {
            for (var bit = 0; bit < _records[at].Bytes.Length * 8; bit++)
            {
                var bytes = _records[at].Bytes.ToArray();
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));

                var result = await VerifyAsync(Replace(at, _records[at] with { Bytes = bytes }));

                var first = result.Findings[0];
                Assert.Equal((LedgerFindingKind.LeafHashDiffers, at + 1L, at + 1L), (first.Kind, first.FromSeq, first.ToSeq));
            }
        }
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_stored_hash_is_found_at_its_entry()
    {
        for (var bit = 0; bit < Digest.Size * 8; bit++)
        {
            var hash = _records[4].LeafHash.ToArray();
            hash[bit / 8] ^= (byte)(1 << (bit % 8));

            var result = await VerifyAsync(Replace(4, _records[4] with { LeafHash = new Digest(hash) }));

            var only = Assert.Single(result.Findings);
            Assert.Equal((LedgerFindingKind.LeafHashDiffers, 5L), (only.Kind, only.FromSeq));
        }
    }

    [Fact]
    public async Task The_root_comes_from_the_bytes_and_not_from_stored_hashes()
    {
        var changed = Rewrite(_records, at: 4)[4].Bytes;

        var badBytes = await VerifyAsync(Replace(4, _records[4] with { Bytes = changed }), [Kept(4), Kept(7)]);
        var badHash = await VerifyAsync(Replace(4, _records[4] with { LeafHash = MerkleHash.Empty }), [Kept(4), Kept(7)]);

        Assert.Equal([LedgerFindingKind.LeafHashDiffers, LedgerFindingKind.Rewritten], badBytes.Findings.Select(f => f.Kind));
        AssertOnly(LedgerFindingKind.LeafHashDiffers, 5, 5, badHash);
        Assert.Equal(Tree(_records).Root, badHash.Root);
    }

    [Fact]
    public async Task A_changed_text_is_named_with_the_entry_that_seals_it_and_an_erased_one_is_no_finding()
    {
        var kept = SealedText.Seal("It was kept.", new byte[SealedText.SaltSize]).Value with { Seq = 5 };
        var erased = SealedText.Seal("It was erased.", new byte[SealedText.SaltSize]).Value with { Seq = 5 };
        var changed = SealedText.Seal("It leaked.", new byte[SealedText.SaltSize]).Value with { Seq = 5 };
        var payload = $$"""{"causes":[{"why":"{{kept.Digest}}"},{"why":"{{erased.Digest}}"}],"note":"\"sha256:\"","why":"{{changed.Digest}}"}""";
        var records = Replace(4, Entries.Record(Entries.Entry(5, 0, 2, "two") with { Payload = Encoding.UTF8.GetBytes(payload) }));

        var sound = await VerifyTextsAsync(records, kept, changed);
        var otherText = await VerifyTextsAsync(records, kept, changed with { Text = "It leaked!" });
        var otherSalt = await VerifyTextsAsync(records, kept, changed with { Salt = new byte[] { 1 } });

        Assert.True(sound.IsOk);
        AssertOnly(LedgerFindingKind.SealedTextChanged, 5, 5, otherText);
        AssertOnly(LedgerFindingKind.SealedTextChanged, 5, 5, otherSalt);
        Assert.Contains(changed.Digest.ToString(), otherText.Findings[0].Message);
    }

    [Fact]
    public async Task What_a_store_finds_wrong_with_its_files_is_said_and_each_changed_text_once()
    {
        var changed = SealedText.Seal("It leaked.", new byte[SealedText.SaltSize]).Value with { Seq = 5, Text = "It leaked!" };
        var absent = SealedText.Seal("It only looks erased.", new byte[SealedText.SaltSize]).Value.Digest;
        var records = Replace(4, Entries.Record(Entries.Entry(5, 0, 2, "two") with { Payload = Encoding.UTF8.GetBytes($$"""{"why":"{{changed.Digest}}"}""") }));
        var page = new LedgerFinding(LedgerFindingKind.FileDamaged, 0, 0, "Page 7 is damaged.");

        var files = await VerifyFilesAsync(new LedgerFileDamage([page], [changed.Digest, absent], 1));
        var moved = await VerifyFilesAsync(new LedgerFileDamage([], [], 3));

        Assert.Equal(
            [(LedgerFindingKind.SealedTextChanged, 5L), (LedgerFindingKind.FileDamaged, 0L), (LedgerFindingKind.SealedTextChanged, 0L)],
            files.Findings.Select(found => (found.Kind, found.FromSeq)));
        Assert.Contains(absent.ToString(), files.Findings[2].Message, StringComparison.Ordinal);
        Assert.StartsWith("2 texts are stored under entries that do not seal them", moved.Findings[1].Message, StringComparison.Ordinal);

        Task<LedgerVerification> VerifyFilesAsync(LedgerFileDamage damage) =>
            LedgerVerifier.VerifyAsync(new TamperedLedgerStore(records) { Texts = [changed], Damage = damage }, Options(null), null, Ct);
    }

    [Fact]
    public async Task Entries_and_hashes_rewritten_together_are_narrowed_down_by_checkpoints()
    {
        var rewritten = Rewrite(_records, at: 4);

        Assert.True((await VerifyAsync(rewritten)).IsOk); // nothing to compare with
        AssertOnly(LedgerFindingKind.Rewritten, 5, 7, await VerifyAsync(rewritten, [Kept(1), Kept(4), Kept(7)]));
        AssertOnly(LedgerFindingKind.Rewritten, 5, 6, await VerifyAsync(rewritten, [Kept(1), Kept(4), Kept(6), Kept(7)]));
        AssertOnly(LedgerFindingKind.Rewritten, 1, 7, await VerifyAsync(rewritten, options: Options(Note(7))));
    }

    [Fact]
    public async Task A_store_rewritten_with_its_checkpoints_is_found_by_the_checkpoint_kept_elsewhere_and_by_the_key()
    {
        var rewritten = Rewrite(_records, at: 4);
        using var forger = CheckpointSigner.Create(Origin).Value;
        var forged = new StoredCheckpoint(7, forger.Sign(new Checkpoint(Origin, 7, Tree(rewritten).Root)).Value.ToString());

        Assert.True((await VerifyAsync(rewritten, [forged], new LedgerVerifyOptions())).IsOk);
        AssertOnly(LedgerFindingKind.CheckpointWrong, 1, 7, await VerifyAsync(rewritten, [forged], Options(null)));
        var withKept = await VerifyAsync(rewritten, [Kept(4), forged], Options(Note(7)));
        Assert.Equal([LedgerFindingKind.CheckpointWrong, LedgerFindingKind.Rewritten], withKept.Findings.Select(f => f.Kind));
        Assert.Equal((5, 7), (withKept.Findings[1].FromSeq, withKept.Findings[1].ToSeq));
    }

    [Fact]
    public async Task A_shorter_ledger_than_a_checkpoint_is_named_truncated()
    {
        List<LedgerRecord> shorter = _records[..4];

        Assert.True((await VerifyAsync(shorter)).IsOk);
        AssertOnly(LedgerFindingKind.Truncated, 5, 7, await VerifyAsync(shorter, [Kept(4), Kept(6)], Options(Note(7))));
        AssertOnly(LedgerFindingKind.Truncated, 1, 7, await VerifyAsync([], options: Options(Note(7))));
    }

    [Fact]
    public async Task A_ledger_that_ends_inside_a_command_or_before_its_head_is_found()
    {
        AssertOnly(LedgerFindingKind.CommandBroken, 3, 3, await VerifyAsync(_records[..3]));
        var result = await LedgerVerifier.VerifyAsync(new TamperedLedgerStore(_records[..4]) { Head = 7 }, Options(null), null, Ct);
        AssertOnly(LedgerFindingKind.SequenceBroken, 5, 7, result);
    }

    [Fact]
    public async Task Deleted_swapped_doubled_and_inserted_entries_are_found_where_they_are()
    {
        AssertFirst(LedgerFindingKind.SequenceBroken, 1, await VerifyAsync(_records[1..]));
        AssertOnly(LedgerFindingKind.SequenceBroken, 5, 6, await VerifyAsync([.. _records[..4], .. _records[6..]]));
        AssertFirst(LedgerFindingKind.SequenceBroken, 3, await VerifyAsync([.. _records[..2], .. _records[3..]]));
        AssertFirst(LedgerFindingKind.SequenceBroken, 2, await VerifyAsync([.. _records[..2], _records[1], .. _records[2..]]));

        // Swapped, and put under each other's numbers.
        AssertFirst(LedgerFindingKind.SequenceBroken, 2, await VerifyAsync(
            [_records[0], _records[2] with { Seq = 2 }, _records[1] with { Seq = 3 }, .. _records[3..]]));
        AssertFirst(LedgerFindingKind.SequenceBroken, 2, await VerifyAsync([_records[0], _records[2], _records[1], .. _records[3..]]));

        // Put in, with all later entries renumbered as well: only a checkpoint can tell.
        List<LedgerRecord> longer = [.. _records[..4], Entries.Record(Entries.Entry(5, command: "put-in")), .. _records[4..].Select(Later)];
        Assert.True((await VerifyAsync(longer)).IsOk);
        AssertOnly(LedgerFindingKind.Rewritten, 5, 6, await VerifyAsync(longer, [Kept(4), Kept(6)]));

        static LedgerRecord Later(LedgerRecord record)
        {
            var entry = EntryCodec.Decode(record.Bytes).Value;
            return Entries.Record(entry with { Seq = entry.Seq + 1, Time = entry.Time.AddMicroseconds(1) });
        }
    }

    [Fact]
    public async Task What_must_hold_between_entries_is_checked_also_where_all_hashes_fit()
    {
        var fifth = Entries.Entry(5, 0, 2, "two");
        await AssertFoundAsync(LedgerFindingKind.WorkspaceChanged, fifth with { Workspace = "other" });
        await AssertFoundAsync(LedgerFindingKind.TimeWentBack, fifth with { Time = Entries.Start });
        await AssertFoundAsync(LedgerFindingKind.CommandBroken, fifth with { Command = fifth.Command with { Index = 1 } });
        await AssertFoundAsync(LedgerFindingKind.SequenceBroken, fifth with { Seq = 6 });

        var sixth = Entries.Entry(6, 1, 2, "other");
        AssertOnly(LedgerFindingKind.CommandBroken, 6, 6, await VerifyAsync(Replace(5, Entries.Record(sixth))));

        async Task AssertFoundAsync(LedgerFindingKind kind, LedgerEntry entry) =>
            AssertFirst(kind, 5, await VerifyAsync(Replace(4, Entries.Record(entry) with { Seq = 5 })));
    }

    [Fact]
    public async Task Bytes_that_are_no_entry_are_named_although_their_hash_fits()
    {
        var bytes = Encoding.UTF8.GetBytes("{}");

        var result = await VerifyAsync(Replace(2, new LedgerRecord(3, bytes, MerkleHash.Leaf(bytes))));

        AssertOnly(LedgerFindingKind.Unreadable, 3, 3, result);
    }

    [Fact]
    public async Task Wrong_checkpoints_are_told_from_a_wrong_ledger()
    {
        var other = Checkpoint.OriginOf("acme", "other").Value;
        var altered = new StoredCheckpoint(4, Sign(new Checkpoint(Origin, 4, MerkleHash.Empty)));
        var foreign = new StoredCheckpoint(4, Sign(new Checkpoint(other, 4, Tree(_records).RootAt(4))));

        AssertOnly(LedgerFindingKind.CheckpointWrong, 1, 4, await VerifyAsync(_records, [altered, Kept(7)]));
        AssertOnly(LedgerFindingKind.CheckpointWrong, 1, 4, await VerifyAsync(_records, [foreign]));
        AssertOnly(LedgerFindingKind.CheckpointWrong, 1, 4, await VerifyAsync(_records, [foreign], Options(null) with { Origin = Origin }));
        AssertOnly(LedgerFindingKind.CheckpointWrong, 1, 4, await VerifyAsync(_records, [Kept(7) with { Size = 4 }]));
        AssertOnly(LedgerFindingKind.CheckpointWrong, 1, 4, await VerifyAsync(_records, [new StoredCheckpoint(4, "no note")]));
        AssertOnly(LedgerFindingKind.CheckpointWrong, 0, 0, await VerifyAsync(_records, options: Options("no note")));
    }

    [Fact]
    public async Task A_ruined_ledger_gives_a_bounded_list_and_the_whole_count()
    {
        var ruined = Enumerable.Range(1, 500).Select(i => new LedgerRecord(i, new byte[] { 1 }, MerkleHash.Empty)).ToList();

        var result = await VerifyAsync(ruined);

        Assert.Equal(LedgerVerification.MaxFindings, result.Findings.Count);
        Assert.Equal(1000, result.FindingsInAll);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerVerifyOptions Options(string? keptNote) => new() { KeptNote = keptNote, Keys = [_signer.Verifier] };

    private Task<LedgerVerification> VerifyAsync(
        IReadOnlyList<LedgerRecord> records,
        IReadOnlyList<StoredCheckpoint>? checkpoints = null,
        LedgerVerifyOptions? options = null) =>
        LedgerVerifier.VerifyAsync(new TamperedLedgerStore(records) { Checkpoints = checkpoints ?? [] }, options ?? Options(null), null, Ct);

    private Task<LedgerVerification> VerifyTextsAsync(IReadOnlyList<LedgerRecord> records, params SealedText[] texts) =>
        LedgerVerifier.VerifyAsync(new TamperedLedgerStore(records) { Texts = texts }, Options(null), null, Ct);

    private static void AssertOnly(LedgerFindingKind kind, long from, long to, LedgerVerification result)
    {
        var finding = Assert.Single(result.Findings);
        Assert.Equal((kind, from, to), (finding.Kind, finding.FromSeq, finding.ToSeq));
        Assert.False(result.IsOk);
    }

    private static void AssertFirst(LedgerFindingKind kind, long seq, LedgerVerification result) =>
        Assert.Equal((kind, seq), (result.Findings[0].Kind, result.Findings[0].FromSeq));

    private List<LedgerRecord> Replace(int at, LedgerRecord record) => [.. _records[..at], record, .. _records[(at + 1)..]];

    /// <summary>Changes one entry's content and makes its stored hash fit.</summary>
    private static List<LedgerRecord> Rewrite(List<LedgerRecord> records, int at)
    {
        var entry = EntryCodec.Decode(records[at].Bytes).Value;
        return [.. records[..at], Entries.Record(entry with { Payload = "{\"model\":\"fraud\",\"version\":666}"u8.ToArray() }), .. records[(at + 1)..]];
    }

    private static MerkleTree Tree(IEnumerable<LedgerRecord> records)
    {
        var tree = new MerkleTree();
        foreach (var record in records)
        {
            tree.Append(record.LeafHash);
        }

        return tree;
    }

    private StoredCheckpoint Kept(long size) => new(size, Note(size));

    private string Note(long size) => Sign(new Checkpoint(Origin, size, Tree(_records).RootAt(size)));

    private string Sign(Checkpoint checkpoint) => _signer.Sign(checkpoint).Value.ToString();

    private sealed class Reports(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
