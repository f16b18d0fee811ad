namespace Backstay.Core.Ledger;

/// <summary>
/// Reads a whole ledger and trusts nothing that is stored about it: every entry is hashed again from its bytes, the chain
/// of entries is checked, texts must be what entries seal, and the root is compared with checkpoints, those in the store and
/// one that the user kept.
/// </summary>
/// <remarks>
/// A changed entry is named where its stored hash was left alone. Where the hashes were rewritten as well, the range between
/// the last checkpoint that agrees and the first that does not is all that can be known.
/// </remarks>
public static class LedgerVerifier
{
    /// <summary>Verifies the entries that are there at the call; others may be appended meanwhile.</summary>
    /// <param name="progress">Told now and then how many entries are done, and at the end.</param>
    public static async Task<LedgerVerification> VerifyAsync(
        ILedgerStore store,
        LedgerVerifyOptions options,
        IProgress<long>? progress,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        var findings = new LedgerFindings();
        var aboutCheckpoints = new LedgerFindings();
        var checkpoints = new CheckpointComparison(options, aboutCheckpoints);
        var entries = new EntryCheck(store, checkpoints, findings);

        // Checkpoints first: one that is kept after the head was read would seem to cover entries that are not there.
        await CheckStoredAsync(findings, "The kept checkpoints", 0, async () =>
        {
            foreach (var kept in await store.ReadCheckpointsAsync(ct))
            {
                checkpoints.Add(kept.Note, $"the kept checkpoint of size {kept.Size}", kept.Size);
            }
        });
        if (options.KeptNote is not null)
        {
            checkpoints.Add(options.KeptNote, "the checkpoint kept elsewhere", expectedSize: null);
        }

        foreach (var (name, known) in options.Known)
        {
            checkpoints.AddKnown(known, name);
        }

        checkpoints.Start();
        checkpoints.Compare(entries.Tree);
        var head = 0L;
        var isHeadKnown = await CheckStoredAsync(findings, "The number of entries", 1, async () => head = await store.GetHeadAsync(ct));
        await entries.RunAsync(head, progress, ct);
        checkpoints.End(isHeadKnown ? entries.End : long.MaxValue, entries.Workspace);
        if (store is ILedgerFileCheck files)
        {
            await CheckFilesAsync(files, (head, isHeadKnown && entries.IsWhole && entries.Texts.IsWhole), entries.Texts, findings, ct);
        }

        return new LedgerVerification(
            entries.Tree.Size,
            entries.Tree.Root,
            checkpoints.Agreed,
            findings.First,
            findings.Counts).With(aboutCheckpoints);
    }

    private static async Task CheckFilesAsync(
        ILedgerFileCheck files, (long Head, bool IsReadable) entries, SealedTextCheck texts, LedgerFindings findings, CancellationToken ct) =>
        await CheckStoredAsync(findings, "The ledger's file", 0, async () =>
        {
            var damage = await files.CheckFilesAsync(entries.Head, ct);
            foreach (var finding in damage.Findings)
            {
                findings.Add(finding.Kind, finding.FromSeq, finding.ToSeq, finding.Message);
            }

            foreach (var place in damage.DamagedTexts)
            {
                texts.AddDamage(place);
            }

            foreach (var digest in damage.AlteredTexts.Where(digest => !texts.Changed.Contains(digest)))
            {
                findings.Add(LedgerFindingKind.SealedTextChanged, 0, 0,
                    $"A text is stored under {digest}, which is not what it gives: the text whose place it takes seems erased.");
            }

            // An entry that can't be read names none.
            if (entries.IsReadable && damage.SealedTexts > texts.Found)
            {
                findings.Add(LedgerFindingKind.SealedTextChanged, 0, 0,
                    $"{damage.SealedTexts - texts.Found} texts are stored under entries that do not seal them: those of other entries seem erased.");
            }
        });

    /// <returns>Whether it could be read at all.</returns>
    private static async Task<bool> CheckStoredAsync(LedgerFindings findings, string what, long seq, Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (LedgerBrokenException unreadable)
        {
            findings.Add(LedgerFindingKind.Unreadable, seq, seq, $"{what} can't be read: {unreadable.Message}");
            return false;
        }
    }
}
