using Backstay.Client;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Server.Node;

namespace Backstay.Server.Rollouts;

/// <summary>Rollouts as the API shows them.</summary>
internal sealed class RolloutReader(LedgerSession ledger, FactReader facts, IRolloutMonitor monitor)
{
    public async Task<Result<RolloutView>> FindAsync(string id, CancellationToken ct)
    {
        var world = ledger.Current;
        if (!world.Rollouts.Rollouts.TryGetValue(id, out var record))
        {
            return Problem.NotFound("rollout", id, "See them all: backstay rollout status.");
        }

        var started = await facts.AtAsync(record.StartedAt, ct);
        if (!started.IsOk)
        {
            return started.Problem;
        }

        var why = started.Value.Fact is RolloutStarted fact ? await facts.TextAsync(record.StartedAt, fact.Why, ct) : null;
        var live = record.Status is RolloutStatus.Running or RolloutStatus.Paused
            ? monitor.Find(id)
            : null;
        return new RolloutView(
            record, started.Value.Entry.Actor.Id, why, live,
            [.. world.Monitoring.Incidents.Values.Where(i => i.Rollout == id).OrderBy(i => i.Position).Select(i => i.Id)]);
    }

    /// <summary>Newest first.</summary>
    /// <param name="endpoint">Null for all.</param>
    public Listing<RolloutSummary> List(Name? endpoint, int limit)
    {
        var all = ledger.Current.Rollouts.Rollouts.Values
            .Where(record => endpoint is null || record.Endpoint == endpoint)
            .OrderByDescending(record => record.StartedAt)
            .ToArray();
        return new([.. all.Take(limit).Select(SummaryOf)], all.Length > limit);
    }

    private static RolloutSummary SummaryOf(RolloutRecord record) => new(
        record.Rollout, record.Endpoint, record.From, record.To, record.Status, record.Step, record.Plan.Steps.Length,
        record.Started, record.Ended, record.Reason);
}
