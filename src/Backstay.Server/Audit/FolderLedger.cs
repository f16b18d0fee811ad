using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
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

    private FolderLedger(SqliteLedgerStore? store, DataLayout layout, string damage)
    {
        _store = store;
        _layout = layout;
        _damage = damage;
    }

    /// <summary>A ledger that can't even be opened is opened as a damaged one: that is what verification is asked about.</summary>
    public static Result<FolderLedger> Open(string folder)
    {
        var layout = new DataLayout(folder);
        try
        {
            return new FolderLedger(SqliteLedgerStore.OpenForReading(layout.LedgerOf(LedgerSession.Workspace)), layout, damage: "");
        }
        catch (LedgerBrokenException damaged)
        {
            return new FolderLedger(store: null, layout, damaged.Message);
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
        if (_store is null)
        {
            return Unreadable(_damage);
        }

        var keys = Keys(given.Key);
        if (!keys.IsOk)
        {
            return keys.Problem;
        }

        try
        {
            var options = new LedgerVerifyOptions { KeptNote = given.Checkpoint, Keys = keys.Value };
            var ledger = WithLogDamage(await LedgerVerifier.VerifyAsync(_store, options, entries, ct));
            return await VerifyObjectsAsync(_store, ledger, objects, ct);
        }
        catch (LedgerBrokenException damaged)
        {
            return Unreadable(damaged.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Problem.Invalid("--data", failure.Message, "Run it as a user who can read the whole folder.");
        }
        finally
        {
            foreach (var key in keys.Value)
            {
                key.Dispose();
            }
        }
    }

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static LedgerVerification Unreadable(string why) =>
        new(0, MerkleHash.Empty, 0, [new LedgerFinding(LedgerFindingKind.Unreadable, 1, 1, why)], 1);

    private static Problem NoSpace(LedgerFullException full) => Problem.Unavailable(
        "no-space", full.Message, "Nothing is known to be damaged. Free some space, or verify a copy on another disk: reading needs an index of the log beside it.");

    /// <summary>After the ledger: what an entry names is stored before the entry is, also where a server writes meanwhile.</summary>
    private async Task<LedgerVerification> VerifyObjectsAsync(
        SqliteLedgerStore store, LedgerVerification ledger, IProgress<ObjectProgress>? progress, CancellationToken ct)
    {
        var objects = FolderObjectStore.OpenForReading(_layout.Root);
        var uses = await ObjectUses.ReadAsync(store, new VersionContents(objects), ct);
        return await new ObjectVerifier(objects, uses).RunAsync(ledger, progress, ct);
    }

    /// <summary>A server that runs holds its log in memory and writes it all the time: there is nothing to be said of it then.</summary>
    private LedgerVerification WithLogDamage(LedgerVerification ledger) =>
        !DataFolderLock.IsHeld(_layout.Root) && SqliteLedgerFiles.FindLogDamage(_layout.LedgerOf(LedgerSession.Workspace)) is { } damage
            ? ledger with { Findings = [.. ledger.Findings, damage], FindingsInAll = ledger.FindingsInAll + 1 }
            : ledger;

    private Result<CheckpointVerifier[]> Keys(string? stated)
    {
        if (stated is not null)
        {
            return CheckpointVerifier.Parse(stated).Map(key => new[] { key });
        }

        if (!File.Exists(_layout.CheckpointKey) || !File.Exists(_layout.Installation))
        {
            return Array.Empty<CheckpointVerifier>();
        }

        return Checkpoint.OriginOf(File.ReadAllText(_layout.Installation).Trim(), LedgerSession.Workspace)
            .Then(origin => CheckpointSigner.FromPem(origin, File.ReadAllText(_layout.CheckpointKey)))
            .Map(signer => new[] { signer.Verifier });
    }
}
