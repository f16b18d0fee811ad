using Backstay.Core.Evaluation;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Core.World;

/// <summary>
/// Everything that the control plane knows at one ledger position: a read-only root of sub-states, a pure function
/// of entries 1 to <see cref="Position"/>. Whoever holds one sees one consistent position; nothing locks.
/// </summary>
public sealed record WorldState
{
    public static WorldState Empty { get; } = new();

    /// <summary>The last entry folded in.</summary>
    public long Position { get; init; }

    /// <summary>The last entry's time; the next is never earlier.</summary>
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UnixEpoch;

    public IdempotencyState Idempotency { get; init; } = IdempotencyState.Empty;

    public RegistryState Registry { get; init; } = RegistryState.Empty;

    public LineageState Lineage { get; init; } = LineageState.Empty;

    public EvaluationState Evaluation { get; init; } = EvaluationState.Empty;

    public ReleasesState Releases { get; init; } = ReleasesState.Empty;

    public RoutingState Routing { get; init; } = RoutingState.Empty;

    public RolloutsState Rollouts { get; init; } = RolloutsState.Empty;

    public MonitoringState Monitoring { get; init; } = MonitoringState.Empty;

    public GovernanceState Governance { get; init; } = GovernanceState.Empty;

    /// <summary>Folds one entry. Total, and without effect on who holds an earlier root.</summary>
    public WorldState Apply(LedgerEntry entry, IFact fact)
    {
        var head = new EntryHead(entry.Seq, entry.Time, entry.Actor);
        var registry = Registry.Apply(head, fact, entry.Payload);
        return Apply(
            entry, fact, head, (registry, Lineage.Apply(fact, registry), Evaluation.Apply(head, fact, entry.Payload), Idempotency.Apply(entry)));
    }

    /// <summary>
    /// Folds a committed entry, with what it adds in its final place. For the one who owns the newest root: as
    /// <see cref="Apply(LedgerEntry, IFact)"/> and <see cref="Settle"/> at once.
    /// </summary>
    public WorldState Extend(LedgerEntry entry, IFact fact)
    {
        var head = new EntryHead(entry.Seq, entry.Time, entry.Actor);
        var registry = Registry.Extend(head, fact, entry.Payload);
        return Apply(
            entry, fact, head, (registry, Lineage.Extend(fact, registry), Evaluation.Extend(head, fact, entry.Payload), Idempotency.Extend(entry)));
    }

    /// <summary>
    /// What was applied to this root is committed: it goes to its final place, which all later roots share. Only the owner of
    /// the newest root calls it; earlier roots see nothing of it.
    /// </summary>
    public WorldState Settle()
    {
        var registry = Registry.Settle();
        return this with { Idempotency = Idempotency.Settle(), Registry = registry, Lineage = Lineage.Settle(registry), Evaluation = Evaluation.Settle() };
    }

    /// <summary>
    /// The same state, where <paramref name="committed"/> is an earlier one that was settled since: what it committed is pending here
    /// no longer. Only the owner of the newest root calls it.
    /// </summary>
    public WorldState Rebase(WorldState committed)
    {
        var registry = Registry.Rebase(committed.Registry);
        return this with
        {
            Idempotency = Idempotency.Rebase(committed.Idempotency),
            Registry = registry,
            Lineage = Lineage.Rebase(committed.Lineage, registry),
            Evaluation = Evaluation.Rebase(committed.Evaluation),
        };
    }

    private WorldState Apply(
        LedgerEntry entry,
        IFact fact,
        EntryHead head,
        (RegistryState Registry, LineageState Lineage, EvaluationState Evaluation, IdempotencyState Idempotency) growing)
    {
        var rollouts = Rollouts.Apply(head, fact);
        var routing = Routing.Apply(head, fact);
        return this with
        {
            Position = entry.Seq,
            Time = entry.Time,
            Idempotency = growing.Idempotency,
            Registry = growing.Registry,
            Lineage = growing.Lineage,
            Evaluation = growing.Evaluation,
            Releases = Releases.Apply(head, fact),
            Routing = routing,
            Rollouts = rollouts,
            Monitoring = Monitoring.Apply(head, fact, rollouts, routing),
            Governance = Governance.Apply(head, fact),
        };
    }

    /// <summary>The state's digest; comparable within <see cref="StateHasher.StateFormat"/>.</summary>
    public Digest ComputeDigest()
    {
        using var hasher = new StateHasher();
        Idempotency.AddTo(hasher);
        Registry.AddTo(hasher);
        Lineage.AddTo(hasher);
        Evaluation.AddTo(hasher);
        Releases.AddTo(hasher);
        Routing.AddTo(hasher);
        Rollouts.AddTo(hasher);
        Monitoring.AddTo(hasher);
        Governance.AddTo(hasher);
        return hasher.Finish();
    }
}
