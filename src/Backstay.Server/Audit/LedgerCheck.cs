using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Node;

namespace Backstay.Server.Audit;

/// <summary>Verifies a ledger in use. One at a time: it reads everything.</summary>
internal sealed class LedgerCheck(LedgerSession ledger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public void Dispose() => _gate.Dispose();

    public async Task<Result<LedgerVerification>> RunAsync(VerifyLedger given, CancellationToken ct)
    {
        CheckpointVerifier? stated = null;
        if (given.Key is { } key && !CheckpointVerifier.Parse(key).TryGet(out stated, out var problem))
        {
            return problem;
        }

        using (stated)
        {
            await _gate.WaitAsync(ct);
            try
            {
                var options = new LedgerVerifyOptions { KeptNote = given.Checkpoint, Keys = [stated ?? ledger.Verifier] };
                return await LedgerVerifier.VerifyAsync(ledger.Store, options, progress: null, ct);
            }
            finally
            {
                _gate.Release();
            }
        }
    }
}
