using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Registry;

namespace Backstay.Core.Evaluation;

/// <summary>Every scorecard, by version in ledger order.</summary>
public sealed record EvaluationState(ImmutableDictionary<VersionId, ImmutableArray<Scorecard>> Scorecards)
{
    public static EvaluationState Empty { get; } = new(ImmutableDictionary<VersionId, ImmutableArray<Scorecard>>.Empty);

    public ImmutableArray<Scorecard> Of(VersionId version) => Scorecards.GetValueOrDefault(version, []);

    /// <summary>The newest measure of a metric on a slice (null: the whole); null when never measured.</summary>
    public Measure? Latest(VersionId version, string metric, string? slice)
    {
        var cards = Of(version);
        for (var i = cards.Length - 1; i >= 0; i--)
        {
            foreach (var measure in cards[i].Fact.Measures)
            {
                if (measure.Metric == metric && measure.Slice == slice)
                {
                    return measure;
                }
            }
        }

        return null;
    }

    public EvaluationState Apply(EntryHead head, IFact fact) => fact is ScorecardRecorded f
        ? new(Scorecards.SetItem(f.Version, Of(f.Version).Add(new Scorecard(f, head.Seq, head.Time, head.Actor.Id))))
        : this;

    public void AddTo(StateHasher hasher) =>
        hasher.Add("evaluation.scorecards", Scorecards, EvaluationJson.Default.ImmutableArrayScorecard);
}
