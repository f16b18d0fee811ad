using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Server.Degraded;
using Backstay.Server.Node;
using Backstay.Server.Versions;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Server.Audit;

/// <summary>The ledger and the objects of a data folder or of a copy, opened for reading only: no server has to run for it.</summary>
public sealed class FolderLedger : IAsyncDisposable
{
    private readonly SqliteLedgerStore? _store;
    private readonly string _damage;
    private readonly DataLayout _layout;
    private readonly LedgerFinding? _headerDamage;

    private FolderLedger(SqliteLedgerStore? store, DataLayout layout, LedgerFinding? headerDamage, string damage)
    {
        _store = store;
        _layout = layout;
        _headerDamage = headerDamage;
        _damage = damage;
    }

    /// <summary>A ledger that can't even be opened is opened as a damaged one: that is what verification is asked about. One of another format is none.</summary>
    public static Result<FolderLedger> Open(string folder)
    {
        var layout = new DataLayout(folder);
        var file = layout.LedgerOf(LedgerSession.Workspace);
        LedgerFinding? header = null;
        try
        {
            header = File.Exists(file) ? SqliteLedgerFiles.FindHeaderDamage(file) : null;
            return new FolderLedger(SqliteLedgerStore.OpenForReading(file), layout, header, damage: "");
        }
        catch (LedgerFormatException other)
        {
            return Problem.Refused(LedgerFormatException.Code, other.Message, $"{LedgerFormatException.WayOut}.");
        }
        catch (LedgerBrokenException damaged)
        {
            return new FolderLedger(store: null, layout, header, damaged.Message);
        }
        catch (LedgerFullException full)
        {
            return NoSpace(full);
        }
        catch (LedgerLockedException locked)
        {
            return Problem.Unavailable("ledger-locked", locked.Message, "Nothing is known to be damaged. End what holds the file, or verify a copy.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Problem.Invalid("--data", failure.Message, "Name the folder that 'backstay serve --data' was given, or a copy of it.");
        }
    }

    /// <summary>See <see cref="LedgerVerifyOptions.EarlierKeys"/>.</summary>
    public bool TakesEarlierKeys { get; set; }

    public async Task<long> CountAsync(CancellationToken ct) => _store is null ? 0 : await _store.GetHeadAsync(ct);

    /// <summary>
    /// Verifies the ledger, then every object. Where no key is stated, signatures are checked with the folder's own, if it is
    /// there.
    /// </summary>
    /// <param name="entries">Told now and then how many entries are done.</param>
    /// <param name="objects">Told how much of the objects is read.</param>
    public async Task<Result<LedgerVerification>> VerifyAsync(
        VerifyLedger given, IProgress<long>? entries, IProgress<ObjectProgress>? objects, CancellationToken ct)
    {
        var table = LastTable.Read(_layout.Table); // before the ledger, which may grow meanwhile
        var (keys, wrong) = Keys(given.Key);
        using (keys)
        {
            if (given.Key is not null && wrong is { } refused)
            {
                return refused;
            }

            LedgerFinding?[] beside = [wrong is { } own ? SideFileCheck.Damaged(_layout.CheckpointKey, $"{own.Message} Signatures were not checked.") : null, .. SideFileCheck.Find(_layout, table)];
            if (_store is null)
            {
                return With(Unreadable(_damage), [_headerDamage, .. beside]);
            }

            try
            {
                var options = new LedgerVerifyOptions { KeptNote = given.Checkpoint, Keys = keys is null ? [] : [keys], EarlierKeys = TakesEarlierKeys, Known = Known(table) };
                var ledger = With(await LedgerVerifier.VerifyAsync(_store, options, entries, ct), [_headerDamage, LogDamage(), .. beside]);
                return await VerifyObjectsAsync(_store, ledger, objects, ct);
            }
            catch (LedgerBrokenException damaged)
            {
                return With(Unreadable(damaged.Message), [_headerDamage, .. beside]);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return Problem.Invalid("--data", failure.Message, "Run it as a user who can read the whole folder.");
            }
        }
    }

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static LedgerVerification Unreadable(string why) =>
        With(new LedgerVerification(0, MerkleHash.Empty, 0, [], []), [new LedgerFinding(LedgerFindingKind.Unreadable, 1, 1, why)]);

    private static Problem NoSpace(LedgerFullException full) => Problem.Unavailable(
        "no-space", full.Message, "Nothing is known to be damaged. Free some space, or verify a copy on another disk: reading needs an index of the log beside it.");

    /// <summary>After the ledger: what an entry names is stored before the entry is, also where a server writes meanwhile.</summary>
    private async Task<LedgerVerification> VerifyObjectsAsync(
        SqliteLedgerStore store, LedgerVerification ledger, IProgress<ObjectProgress>? progress, CancellationToken ct)
    {
        var objects = FolderObjectStore.OpenForReading(_layout.Root);
        ObjectUses uses;
        try
        {
            uses = await ObjectUses.ReadAsync(store, new VersionContents(objects), ct);
        }
        catch (LedgerBrokenException unread)
        {
            // What was found in the ledger stays found.
            return With(ledger, [new LedgerFinding(LedgerFindingKind.Unreadable, 0, 0, $"Objects were not checked, since which of them entries need can't be read: {unread.Message}")]);
        }

        return await new ObjectVerifier(objects, uses).RunAsync(ledger, progress, ct);
    }

    private static LedgerVerification With(LedgerVerification verified, IEnumerable<LedgerFinding?> more)
    {
        var found = new LedgerFindings();
        foreach (var finding in more.OfType<LedgerFinding>())
        {
            found.Add(finding.Kind, finding.FromSeq, finding.ToSeq, finding.Message);
        }

        return verified.With(found);
    }

    /// <summary>A ledger that ends before what its server has served from, or that differs there, is an old copy or another one.</summary>
    private static (string Name, Checkpoint Head)[] Known(Result<ServingImage> table) => table is { IsOk: true, Value.Head: { Position: > 0 } head }
        ? [("the last good table, in the file 'table',", new Checkpoint(head.Origin, head.Position, head.Root))]
        : [];

    /// <summary>A server that runs holds its log in memory and writes it all the time: there is nothing to be said of it then.</summary>
    private LedgerFinding? LogDamage() =>
        DataFolderLock.IsHeld(_layout.Root) ? null : SqliteLedgerFiles.FindLogDamage(_layout.LedgerOf(LedgerSession.Workspace));

    /// <summary>The key to check signatures with, null for none; and why the one that there is won't do.</summary>
    private (CheckpointVerifier? Key, Problem? Wrong) Keys(string? stated)
    {
        if (stated is not null)
        {
            return CheckpointVerifier.Parse(stated).TryGet(out var given, out var malformed) ? (given, null) : (null, malformed);
        }

        if (!File.Exists(_layout.CheckpointKey) || !File.Exists(_layout.Installation))
        {
            return (null, null);
        }

        var signer = Checkpoint.OriginOf(File.ReadAllText(_layout.Installation).Trim(), LedgerSession.Workspace)
            .Then(origin => CheckpointSigner.FromPem(origin, File.ReadAllText(_layout.CheckpointKey)));
        return signer.TryGet(out var own, out var unusable) ? (own.Verifier, null) : (null, unusable);
    }
}
