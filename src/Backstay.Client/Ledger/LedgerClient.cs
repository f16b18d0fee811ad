using System.Globalization;
using Backstay.Core.Ledger;

namespace Backstay.Client.Ledger;

/// <summary>The ledger's part of the client.</summary>
public sealed class LedgerClient(BackstayClient client)
{
    public Task<LedgerHead> HeadAsync(bool withDigest, CancellationToken ct) =>
        client.GetAsync<LedgerHead>(withDigest ? "ledger?digest=true" : "ledger", ct);

    public Task<StateSummary> StateAsync(long? at, CancellationToken ct) =>
        client.GetAsync<StateSummary>(at is { } position ? Text($"state?at={position}") : "state", ct);

    /// <param name="kind">A kind (<c>governance.token-created</c>) or a capability (<c>governance</c>); null for all.</param>
    public Task<EntryPage> EntriesAsync(long from, int limit, string? kind, CancellationToken ct) =>
        client.GetAsync<EntryPage>(
            Text($"ledger/entries?from={from}&limit={limit}") + (kind is null ? "" : "&kind=" + Uri.EscapeDataString(kind)), ct);

    public Task<EntryDocument> EntryAsync(long seq, CancellationToken ct) =>
        client.GetAsync<EntryDocument>(Text($"ledger/entries/{seq}"), ct);

    public Task<InclusionProof> ProofAsync(long seq, long? size, CancellationToken ct) =>
        client.GetAsync<InclusionProof>(Text($"ledger/entries/{seq}/proof") + (size is { } s ? Text($"?size={s}") : ""), ct);

    public Task<ConsistencyProof> ConsistencyAsync(long first, long second, CancellationToken ct) =>
        client.GetAsync<ConsistencyProof>(Text($"ledger/consistency?first={first}&second={second}"), ct);

    /// <summary>Has a checkpoint signed and kept; the note's text.</summary>
    public async Task<string> CheckpointAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, BackstayClient.Prefix + "ledger/checkpoint");
        using var response = await client.SendAsync(request, ct);
        return await response.Content.ReadAsStringAsync(ct);
    }

    public Task<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(CancellationToken ct) =>
        client.GetAsync<IReadOnlyList<StoredCheckpoint>>("ledger/checkpoints", ct);

    public Task<LedgerVerification> VerifyAsync(VerifyLedger given, CancellationToken ct) =>
        client.SendAsync<VerifyLedger, LedgerVerification>(HttpMethod.Post, "ledger/verify", given, idempotencyKey: null, ct);

    private static string Text(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
