using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Registry;
using Pending = Backstay.Core.Primitives.Growing.PendingRows<Backstay.Core.Registry.VersionId, Backstay.Core.Lineage.LineageEdge>;

namespace Backstay.Core.Lineage;

/// <summary>
/// The lineage graph, by both ends of its edges: the first so many edges of an <see cref="EdgeLog"/>, and on top of them what
/// is decided and not committed yet. Along edges of origin it has no cycle: a registration points only to versions before it,
/// and an edge recorded later is checked.
/// </summary>
public sealed class LineageState
{
    private readonly EdgeLog? _log;
    private readonly int _committed;
    private readonly RegistryState _registry;
    private readonly Pending _pending;

    private LineageState(EdgeLog? log, int committed, RegistryState registry, Pending pending)
    {
        _log = log;
        _committed = committed;
        _registry = registry;
        _pending = pending;
    }

    public static LineageState Empty { get; } = new(null, 0, RegistryState.Empty, Pending.Empty);

    /// <summary>Edges to what the version was made from, in ledger order.</summary>
    public IEnumerable<LineageEdge> From(VersionId version)
    {
        var committed = _log is { } log && _registry.NumberOf(version) is { } number
            ? log.Up(number, _committed).Select(edge => new LineageEdge(version, edge.Relation, _registry.IdOf(edge.To), edge.Role, edge.Slice))
            : [];
        return committed.Concat(_pending.Of(version));
    }

    /// <summary>Edges of what was made from the version, in ledger order.</summary>
    public IEnumerable<LineageEdge> To(VersionId version)
    {
        var committed = _log is { } log && _registry.NumberOf(version) is { } number
            ? log.Down(number, _committed).Select(edge => new LineageEdge(_registry.IdOf(edge.From), edge.Relation, version, edge.Role, edge.Slice))
            : [];
        return committed.Concat(_pending.InOrder.Where(edge => edge.To == version));
    }

    /// <summary>Folds an entry that may still be dropped.</summary>
    /// <param name="registry">With what the same entry adds.</param>
    public LineageState Apply(IFact fact, RegistryState registry)
    {
        var pending = _pending;
        foreach (var edge in EdgesOf(fact))
        {
            if (!Holds(pending, edge))
            {
                pending = pending.Add(edge.From, edge);
            }
        }

        return ReferenceEquals(pending, _pending) && ReferenceEquals(registry, _registry)
            ? this
            : new LineageState(_log, _committed, registry, pending);
    }

    /// <summary>Folds a committed entry, as <see cref="RegistryState.Extend"/>.</summary>
    public LineageState Extend(IFact fact, RegistryState registry)
    {
        if (fact is not WalkedVersion walked)
        {
            return Apply(fact, registry).Settle(registry);
        }

        if (_pending.Count > 0)
        {
            return Settle(registry).Extend(fact, registry);
        }

        if (WalkedEdges.MayRepeat(walked))
        {
            return Extend(walked.Read(), registry);
        }

        var log = Tip();
        WalkedEdges.AddTo(log, walked, registry);
        return new LineageState(log, log.Count, registry, _pending);
    }

    /// <summary>What is pending was committed, as <see cref="RegistryState.Settle"/>.</summary>
    /// <param name="registry">The settled one.</param>
    public LineageState Settle(RegistryState registry)
    {
        if (_pending.Count == 0)
        {
            return ReferenceEquals(registry, _registry) ? this : new LineageState(_log, _committed, registry, _pending);
        }

        var log = Tip();
        foreach (var edge in _pending.InOrder)
        {
            log.Add(NumberOf(registry, edge.From), NumberOf(registry, edge.To), (edge.Relation, edge.Role, edge.Slice));
        }

        return new LineageState(log, log.Count, registry, Pending.Empty);
    }

    /// <summary>The same edges, where <paramref name="committed"/> has the first of those that are pending here.</summary>
    /// <param name="registry">Rebased as well.</param>
    public LineageState Rebase(LineageState committed, RegistryState registry) => _pending.Count == 0
        ? new LineageState(committed._log, committed._committed, registry, _pending)
        : new LineageState(committed._log, committed._committed, registry, _pending.Skip(committed._committed - _committed));

    /// <summary>The edges by their lower end follow from those by their upper end and are no part of the digest.</summary>
    public void AddTo(StateHasher hasher) => hasher.Add(
        "lineage.edges",
        _registry.All.Select(version => KeyValuePair.Create(version.Id, From(version.Id).ToImmutableArray())).Where(pair => !pair.Value.IsEmpty),
        LineageJson.Default.ImmutableArrayLineageEdge);

    /// <summary>A version that is just being registered has no committed edges: most of the time only the pending ones are asked.</summary>
    private bool Holds(Pending pending, LineageEdge edge) =>
        (pending.Find(edge.From) >= 0 && pending.Of(edge.From).Contains(edge))
        || (_registry.NumberOf(edge.From) is not null && From(edge.From).Contains(edge));

    private static IEnumerable<LineageEdge> EdgesOf(IFact fact) => fact switch
    {
        VersionRegistered registered => RegistrationEdges.Of(registered),
        ILineageFact other => other.LineageEdges(),
        _ => [],
    };

    internal static int NumberOf(RegistryState registry, VersionId version) =>
        registry.NumberOf(version) ?? throw new InvalidOperationException($"'{version}' has an edge and is not registered.");

    private EdgeLog Tip()
    {
        if (_log is { } log && log.Count == _committed)
        {
            return log;
        }

        var own = new EdgeLog();
        for (var edge = 0; edge < _committed && _log is not null; edge++)
        {
            var (from, to, relation, role, slice) = _log.Read(edge);
            own.Add(from, to, (relation, role, slice));
        }

        return own;
    }
}
