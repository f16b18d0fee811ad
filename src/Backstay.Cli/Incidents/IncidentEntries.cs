using System.Collections.Immutable;
using System.Globalization;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Rollouts;
using Backstay.Core.Ledger;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.World;

namespace Backstay.Cli.Incidents;

/// <summary>An incident as the ledger's entries have it, and not as a server sums it up.</summary>
/// <param name="Evidence">For a breach the verdict that caused it comes first.</param>
/// <param name="Plan">As the entry says that began the rollout.</param>
internal sealed record IncidentEntries(IncidentKind Kind, ImmutableArray<GuardVerdict> Evidence, RolloutPlan Plan)
{
    private const int NotFound = 404;
    private const int Damaged = 503;

    /// <exception cref="BackstayException">No entry opened such an incident, or an entry does not say what it has to.</exception>
    public static async Task<IncidentEntries> ReadAsync(BackstayClient client, string id, CancellationToken ct)
    {
        var opened = long.TryParse(id.AsSpan(id.IndexOf('-', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position) && id == Incident.IdOf(position)
            ? await ReadFactAsync(client, position, ct)
            : null;
        var (kind, rollout, evidence) = opened switch
        {
            GuardBreached f => (IncidentKind.Breach, f.Rollout, [f.Verdict, .. f.Others]),
            RolloutPaused { Cause: PauseCause.SharedBreach } f => (IncidentKind.Shared, f.Rollout, f.Verdicts),
            _ => throw Wrong(NotFound, "not-found", $"There is no incident '{id}'.", "'backstay incident list' names them all."),
        };

        // Where the rollout began the server says; that it did is in the entry.
        var beginning = (await client.GetRolloutAsync(rollout, ct)).Record.StartedAt;
        return await ReadFactAsync(client, beginning, ct) is RolloutStarted began && began.Rollout == rollout
            ? new IncidentEntries(kind, evidence, began.Plan)
            : throw Wrong(
                Damaged, "wrong-entry", $"The server says that rollout {rollout} began with entry {beginning}, and that entry does not.",
                "Verify the ledger with a checkpoint that was kept elsewhere: 'backstay ledger verify --checkpoint FILE'.");
    }

    private static async Task<IFact?> ReadFactAsync(BackstayClient client, long position, CancellationToken ct)
    {
        EntryDocument entry;
        try
        {
            entry = await new LedgerClient(client).EntryAsync(position, ct);
        }
        catch (BackstayException absent) when (absent.Problem.Status == NotFound)
        {
            return null;
        }

        var fact = CanonicalJson.Canonicalize(entry.Payload).Then(
            payload => Catalogs.Facts.Decode(new LedgerEntry(entry.Seq, "", entry.Time, entry.Actor, entry.Command, entry.Kind, entry.KindVersion, payload)));
        return fact.TryGet(out var read, out var problem) ? read : throw Wrong(Damaged, problem.Code, problem.Message, problem.Hint);
    }

    private static BackstayException Wrong(int status, string code, string message, string? hint) =>
        new(new ClientProblem { Status = status, Code = code, Message = message, Hint = hint });
}
