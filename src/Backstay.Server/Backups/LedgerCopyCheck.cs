using System.Diagnostics;
using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Backups;

/// <summary>
/// Verifies the copy of the ledger that a backup saves, by its own bytes and against what this server committed. What it
/// refuses a restore would refuse as well, when it is too late.
/// </summary>
internal sealed class LedgerCopyCheck(LedgerSession ledger, TimeProvider time)
{
    private const int MostNamed = 3;

    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>The copy's last position and the root over it; a problem that names the entries where the copy is damaged.</returns>
    /// <exception cref="IOException">The copy can't be read.</exception>
    public async Task<Result<(long Position, Digest Root)>> RunAsync(string copy, CancellationToken ct)
    {
        try
        {
            await using var store = SqliteLedgerStore.OpenForReading(copy);
            var position = await store.GetHeadAsync(ct);
            return await BehindProblemAsync(position, ct) is { } behind ? behind : await VerifyAsync(store, position, ct);
        }
        catch (LedgerBrokenException unreadable)
        {
            return Damaged(unreadable.Message);
        }
    }

    /// <summary>
    /// The copy may hold a batch that is committed and not yet published; a moment later it is, unless the ledger broke between
    /// the two, or somebody else wrote it.
    /// </summary>
    private async Task<Problem?> BehindProblemAsync(long position, CancellationToken ct)
    {
        var since = time.GetTimestamp();
        while (ledger.Current.Position < position)
        {
            if (ledger.Broken is { } broken)
            {
                return broken;
            }

            if (time.GetElapsedTime(since) > Patience)
            {
                return Damaged($"Its file holds {position} entries, and this server knows {ledger.Current.Position} of them: another process wrote into it.");
            }

            await Task.Delay(CatchUp, time, ct);
        }

        return null;
    }

    private async Task<Result<(long Position, Digest Root)>> VerifyAsync(SqliteLedgerStore store, long position, CancellationToken ct)
    {
        // Signatures are left to the restore: those of an earlier key are no damage.
        var verified = await LedgerVerifier.VerifyAsync(store, new LedgerVerifyOptions(), progress: null, ct);
        if (verified.Entries == position && verified.Root != ledger.Tree.RootAt(position) && !verified.Has(LedgerFindingKind.LeafHashDiffers))
        {
            return Damaged(await FirstForeignAsync(store, position, ct));
        }

        if (!FolderRestore.IsUsable(verified))
        {
            var named = verified.Findings.Take(MostNamed).Select(finding => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Kind.ToString())}: {finding.Message}");
            return Damaged(string.Join(" ", named) + (verified.FindingsInAll > MostNamed ? $" There are {verified.FindingsInAll} findings." : ""));
        }

        return (position, verified.Root);
    }

    /// <summary>The entry's bytes were changed together with its hash: only the server itself knows what it committed.</summary>
    private async Task<string> FirstForeignAsync(SqliteLedgerStore store, long position, CancellationToken ct)
    {
        await foreach (var record in store.ReadAsync(1, position, ct))
        {
            var (saved, committed) = (MerkleHash.Leaf(record.Bytes.Span), ledger.Tree.LeafAt(record.Seq - 1));
            if (saved != committed)
            {
                return $"rewritten: Entry {record.Seq} is not the one that was committed: its bytes give {saved.ToShort()}…, committed was {committed.ToShort()}….";
            }
        }

        throw new UnreachableException("The same leaves give the same root.");
    }

    private static Problem Damaged(string what) => Problem.Refused(
        "ledger-damaged",
        $"The ledger is damaged, and a backup of it could not be restored. {what}",
        "Keep the backups that you have. 'backstay ledger verify --data FOLDER' names all that is damaged; restore the newest backup that verifies.");
}
