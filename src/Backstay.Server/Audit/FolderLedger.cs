using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Audit;

/// <summary>The ledger of a data folder or of a copy, opened for reading only: no server has to run for it.</summary>
public sealed class FolderLedger : IAsyncDisposable
{
    private readonly SqliteLedgerStore _store;
    private readonly DataLayout _layout;

    private FolderLedger(SqliteLedgerStore store, DataLayout layout)
    {
        _store = store;
        _layout = layout;
    }

    public static Result<FolderLedger> Open(string folder)
    {
        var layout = new DataLayout(folder);
        try
        {
            return new FolderLedger(SqliteLedgerStore.OpenForReading(layout.LedgerOf(LedgerSession.Workspace)), layout);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LedgerBrokenException)
        {
            return Problem.Invalid("--data", failure.Message, "Name the folder that 'backstay serve --data' was given, or a copy of it.");
        }
    }

    public async Task<long> CountAsync(CancellationToken ct) => await _store.GetHeadAsync(ct);

    /// <summary>Verifies; where no key is stated, signatures are checked with the folder's own, if it is there.</summary>
    public async Task<Result<LedgerVerification>> VerifyAsync(VerifyLedger given, IProgress<long>? progress, CancellationToken ct)
    {
        var keys = Keys(given.Key);
        if (!keys.IsOk)
        {
            return keys.Problem;
        }

        try
        {
            var options = new LedgerVerifyOptions { KeptNote = given.Checkpoint, Keys = keys.Value };
            return await LedgerVerifier.VerifyAsync(_store, options, progress, ct);
        }
        catch (LedgerBrokenException damaged)
        {
            return new LedgerVerification(0, MerkleHash.Empty, 0, [new LedgerFinding(LedgerFindingKind.Unreadable, 1, 1, damaged.Message)], 1);
        }
        finally
        {
            foreach (var key in keys.Value)
            {
                key.Dispose();
            }
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

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
