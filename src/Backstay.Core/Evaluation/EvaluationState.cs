using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Evaluation;

/// <summary>
/// Every scorecard, by version in ledger order: the first so many rows of a <see cref="ScorecardLog"/>, and on top of them what
/// is decided and not committed yet.
/// </summary>
public sealed class EvaluationState
{
    private readonly ScorecardLog? _log;
    private readonly int _committed;
    private readonly ImmutableList<(Scorecard Card, ReadOnlyMemory<byte> Payload)> _pending;

    private EvaluationState(ScorecardLog? log, int committed, ImmutableList<(Scorecard Card, ReadOnlyMemory<byte> Payload)> pending)
    {
        _log = log;
        _committed = committed;
        _pending = pending;
    }

    public static EvaluationState Empty { get; } = new(null, 0, []);

    /// <summary>Scorecards of all versions.</summary>
    public int Count => _committed + _pending.Count;

    /// <summary>A version's scorecards in ledger order.</summary>
    public ImmutableArray<Scorecard> Of(VersionId version) => [.. NewestFirst(version).Reverse()];

    /// <summary>The newest measure of a metric on a slice (null: the whole); null when never measured.</summary>
    public Measure? Latest(VersionId version, string metric, string? slice)
    {
        foreach (var card in NewestFirst(version))
        {
            foreach (var measure in card.Fact.Measures)
            {
                if (measure.Metric == metric && measure.Slice == slice)
                {
                    return measure;
                }
            }
        }

        return null;
    }

    /// <summary>Folds an entry that may still be dropped: what it adds is pending until <see cref="Settle"/>.</summary>
    /// <param name="payload">The fact as the ledger has it; empty where nobody has encoded it.</param>
    public EvaluationState Apply(EntryHead head, IFact fact, ReadOnlyMemory<byte> payload) => fact is ScorecardRecorded recorded
        ? new EvaluationState(_log, _committed, _pending.Add((new Scorecard(recorded, head.Seq, head.Time, head.Actor.Id), payload)))
        : this;

    /// <summary>Folds a committed entry. For the owner of the newest state only.</summary>
    public EvaluationState Extend(EntryHead head, IFact fact, ReadOnlyMemory<byte> payload) =>
        fact is ScorecardRecorded ? Apply(head, fact, payload).Settle() : this;

    /// <summary>What is pending was committed. For the owner of the newest state only.</summary>
    public EvaluationState Settle()
    {
        if (_pending.IsEmpty)
        {
            return this;
        }

        var log = Tip();
        foreach (var (card, payload) in _pending)
        {
            log.Add(card.Fact.Version, (card.Position, card.Time, card.RecordedBy), PayloadOf(card.Fact, payload).Span);
        }

        return new EvaluationState(log, log.Count, []);
    }

    /// <summary>The same scorecards, where <paramref name="committed"/> has the first of those that are pending here.</summary>
    public EvaluationState Rebase(EvaluationState committed) => _pending.IsEmpty
        ? committed // the very same, by which a listener sees that nothing changed
        : new EvaluationState(committed._log, committed._committed, _pending.RemoveRange(0, committed._committed - _committed));

    public void AddTo(StateHasher hasher) => hasher.Add(
        "evaluation.scorecards",
        All().GroupBy(card => card.Fact.Version).Select(cards => KeyValuePair.Create(cards.Key, cards.ToImmutableArray())),
        EvaluationJson.Default.ImmutableArrayScorecard);

    private static ReadOnlyMemory<byte> PayloadOf(ScorecardRecorded fact, ReadOnlyMemory<byte> payload) => payload.IsEmpty
        ? CanonicalJson.Write(writer => JsonSerializer.Serialize(writer, fact, EvaluationJson.Default.ScorecardRecorded)).Value
        : payload;

    private IEnumerable<Scorecard> All()
    {
        for (var row = 0; row < _committed && _log is not null; row++)
        {
            yield return _log.Read(row);
        }

        foreach (var (card, _) in _pending)
        {
            yield return card;
        }
    }

    private IEnumerable<Scorecard> NewestFirst(VersionId version)
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            if (_pending[i].Card.Fact.Version == version)
            {
                yield return _pending[i].Card;
            }
        }

        foreach (var card in _log?.NewestFirst(version, _committed) ?? [])
        {
            yield return card;
        }
    }

    /// <summary>The log, where this state is its newest; else a copy that this state is the newest of.</summary>
    private ScorecardLog Tip()
    {
        if (_log is { } log && log.Count == _committed)
        {
            return log;
        }

        var own = new ScorecardLog();
        for (var row = 0; row < _committed && _log is not null; row++)
        {
            own.AddFrom(_log, row);
        }

        return own;
    }
}
