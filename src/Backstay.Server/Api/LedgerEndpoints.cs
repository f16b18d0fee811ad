using Backstay.Client.Ledger;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Audit;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>Reading, proving and verifying the ledger.</summary>
internal static class LedgerEndpoints
{
    public static void MapLedger(this RouteGroupBuilder api)
    {
        var ledger = api.MapGroup("/ledger").WithTags("Ledger");
        ledger.MapGet("", GetHeadAsync).Needs(TokenScope.Observer).Answers<LedgerHead>("Where the ledger stands");
        ledger.MapGet("/entries", GetEntriesAsync).Needs(TokenScope.Observer).Answers<EntryPage>("Entries in order, a page at a time", 400);
        ledger.MapGet("/entries/{seq:long}", GetEntryAsync).Needs(TokenScope.Observer).Answers<EntryDocument>("One entry, its sealed texts resolved", 404);
        ledger.MapGet("/entries/{seq:long}/proof", GetProof).Needs(TokenScope.Observer).Answers<InclusionProof>("Proof that an entry is in the ledger", 400, 404);
        ledger.MapGet("/consistency", GetConsistency).Needs(TokenScope.Observer).Answers<ConsistencyProof>("Proof that a larger ledger only adds to a smaller one", 400);
        ledger.MapPost("/checkpoint", PostCheckpointAsync).Needs(TokenScope.Operator).AnswersText("Sign the present size and root, and keep the note", "text/plain");
        ledger.MapGet("/checkpoints", GetCheckpointsAsync).Needs(TokenScope.Observer).Answers<IReadOnlyList<StoredCheckpoint>>("All kept checkpoints, smallest first");
        ledger.MapPost("/verify", PostVerifyAsync).Needs(TokenScope.Observer).Answers<LedgerVerification>("Hash every entry again and compare with checkpoints", 400);
        api.MapGet("/state", GetStateAsync).Needs(TokenScope.Observer).WithTags("Ledger").Answers<StateSummary>("The state's digest and counts, now or at an earlier position", 400);
    }

    private static async Task<IResult> GetHeadAsync(LedgerSession ledger, StateDigests digests, CancellationToken ct, bool digest = false)
    {
        if (!digest)
        {
            return TypedResults.Ok(HeadAt(ledger, ledger.Current.Position, digest: null));
        }

        var state = await digests.NowAsync(ct);
        return state.IsOk ? TypedResults.Ok(HeadAt(ledger, state.Value.Position, state.Value.Digest)) : state.Problem.ToResult();
    }

    private static LedgerHead HeadAt(LedgerSession ledger, long position, Digest? digest) =>
        new(ledger.Origin, position, ledger.Tree.RootAt(position), ledger.VerifierKey, ledger.Broken?.Message, digest);

    private static async Task<IResult> GetEntriesAsync(
        LedgerPages pages, CancellationToken ct, long from = 1, int limit = LedgerPages.DefaultLimit, string? kind = null) =>
        (await pages.ReadAsync(from, limit, kind, ct)).ToOk();

    private static async Task<IResult> GetEntryAsync(LedgerPages pages, long seq, CancellationToken ct) =>
        (await pages.FindAsync(seq, ct)).ToOk();

    private static IResult GetProof(LedgerSession ledger, long seq, long? size) =>
        LedgerProofs.Inclusion(ledger, seq, size).ToOk();

    private static IResult GetConsistency(LedgerSession ledger, long first, long second) =>
        LedgerProofs.Consistency(ledger, first, second).ToOk();

    private static async Task<IResult> PostCheckpointAsync(LedgerSession ledger, CancellationToken ct)
    {
        var note = await ledger.IssueCheckpointAsync(ct);
        return note.IsOk ? TypedResults.Text(note.Value, "text/plain; charset=utf-8") : note.Problem.ToResult();
    }

    private static async Task<IResult> GetCheckpointsAsync(LedgerSession ledger, CancellationToken ct) =>
        TypedResults.Ok(await ledger.Store.ReadCheckpointsAsync(ct));

    private static async Task<IResult> PostVerifyAsync(LedgerCheck check, VerifyLedger given, CancellationToken ct) =>
        (await check.RunAsync(given, ct)).ToOk();

    private static async Task<IResult> GetStateAsync(StateDigests digests, long? at, CancellationToken ct)
    {
        var state = await (at is { } position ? digests.AtAsync(position, ct) : digests.NowAsync(ct));
        return state.IsOk
            ? TypedResults.Ok(state.Value)
            : (state.Problem with { Field = state.Problem.Field is null ? null : "at" }).ToResult();
    }
}
