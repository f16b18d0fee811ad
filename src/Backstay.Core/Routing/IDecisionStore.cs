namespace Backstay.Core.Routing;

/// <summary>Where decisions and their outcomes rest, outside the ledger.</summary>
public interface IDecisionStore
{
    /// <summary>A decision with its shadow and outcomes; null when unknown.</summary>
    ValueTask<DecisionStory?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Decisions, newest first.</summary>
    Task<IReadOnlyList<DecisionRecord>> LatestAsync(string endpoint, int limit, CancellationToken ct);

    /// <summary>Everything that a rollout's judge took in, in (time of completion or receipt, id) order: its second reader.</summary>
    IAsyncEnumerable<Telemetry> ReadRolloutAsync(string rollout, CancellationToken ct);

    /// <summary>
    /// Durable when it returns. The first value per decision and name is judged; later, different ones are kept as
    /// corrections. Outcomes of unknown decisions are parked, within a limit and for a day, and joined when the decision arrives.
    /// </summary>
    Task<IReadOnlyList<OutcomeResult>> AddOutcomesAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct);

    /// <summary>
    /// Whether records of a rollout were lost on the way here (a full queue, a full disk), also before a restart: what is
    /// read again is not all that happened then.
    /// </summary>
    bool HasHoles(string rollout);

    /// <summary>Completes when everything recorded before the call is in the operating system's hands.</summary>
    Task FlushAsync(CancellationToken ct);
}
