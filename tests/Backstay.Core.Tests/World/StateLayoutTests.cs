using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Tests.Registry;
using Backstay.Core.Tests.World.Plain;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.World;

/// <summary>
/// The product's root against a plain one (<see cref="PlainState"/>): however the same history is folded, and whatever is dropped
/// on the way, every root says the same, also long after others have grown out of it.
/// </summary>
public sealed class StateLayoutTests
{
    /// <summary>What becomes of a batch: it is decided, and more may be; or it branches off from an earlier root.</summary>
    private enum Then
    {
        DecideMore,
        Land,
        Fail,
        Branch,
    }

    /// <summary>Few and long ones: each asks some hundred roots everything.</summary>
    private static Config Histories => Config.QuickThrowOnFailure.WithMaxTest(25).WithStartSize(20).WithEndSize(40);

    private static Gen<(Submission[] Batch, Then Then, int Which)> Steps =>
        from count in Gen.Choose(1, 3)
        from batch in RandomHistory.Submissions.ArrayOf(count)
        from then in Gen.Elements(Then.DecideMore, Then.DecideMore, Then.Land, Then.Land, Then.Land, Then.Land, Then.Fail, Then.Branch)
        from which in Gen.Choose(0, 1_000)
        select (batch, then, which);

    /// <summary>As the sequencer does it: batches are decided behind one that is on its way to the disk, and land or come to nothing.</summary>
    [Fact]
    public void Every_root_of_a_history_says_what_the_plain_one_says() =>
        Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
        {
            var history = new TwinHistory(Begun());
            foreach (var (batch, then, which) in steps)
            {
                if (then == Then.Branch)
                {
                    history.Branch(which, [.. batch]);
                    continue;
                }

                history.Decide([.. batch]);
                if (then == Then.Land)
                {
                    history.Land();
                }
                else if (then == Then.Fail)
                {
                    history.Fail();
                }
            }

            history.Land();
            history.Land();
            history.AssertAllSame();
        }).Check(Histories);

    /// <summary>As a start does it, with facts that are read and with such as are only walked over.</summary>
    [Fact]
    public void Every_root_of_a_replay_says_what_the_plain_one_says() =>
        Prop.ForAll(RandomHistory.Submissions.ListOf().ToArbitrary(), submissions =>
        {
            var history = new TwinHistory(Twin.Empty);
            foreach (var batch in RandomHistory.Bases.Concat(submissions).Chunk(3))
            {
                history.Decide([.. batch]);
                history.Land();
            }

            history.Land();
            foreach (var decode in new Func<LedgerRecord, Result<(LedgerEntry, IFact)>>[] { LedgerReplay.Decode, LedgerReplay.DecodeForFold })
            {
                var replayed = Replay(history.Records, decode);
                Assert.All(replayed, twin => twin.AssertSame());
                replayed[^1].AssertSameDigest();
            }
        }).Check(Histories);

    [Fact]
    public void A_root_that_others_grew_out_of_can_be_grown_again_without_any_of_them_seeing_it()
    {
        var first = Fold(WorldState.Empty, Sample.Register("dataset/a@1.0.0"));
        var digest = first.ComputeDigest();
        var one = Fold(first, Sample.Register("dataset/b@1.0.0"));
        var other = Fold(first, Sample.Register("dataset/c@1.0.0", "else"));
        var (measured, otherwise) = (Fold(Fold(one, Card(0.1)), Card(0.2)), Fold(Fold(one, Card(0.3)), Card(0.4)));
        var again = Fold(Fold(measured, Card(0.5)), Card(0.6));
        var aside = Fold(measured, Card(0.7));
        Assert.Equal([0.1, 0.2], ValuesIn(measured));
        Assert.Equal([0.3, 0.4], ValuesIn(otherwise));
        Assert.Equal([0.1, 0.2, 0.5, 0.6], ValuesIn(again));
        Assert.Equal([0.1, 0.2, 0.7], ValuesIn(aside));
        Assert.Empty(ValuesIn(one));
        Assert.Equal(["dataset/a@1.0.0", "dataset/b@1.0.0"], one.Registry.All.Select(version => version.Id.ToString()));
        Assert.Equal(["dataset/a@1.0.0", "dataset/c@1.0.0"], other.Registry.All.Select(version => version.Id.ToString()));
        Assert.Equal(["dataset/a"], first.Registry.Assets.Select(asset => asset.ToString()));
        Assert.False(first.Registry.Contains(Sample.Id("dataset/b@1.0.0")));
        Assert.Equal(digest, first.ComputeDigest());
    }

    [Fact]
    public async Task Readers_of_any_root_see_it_whole_while_the_owner_goes_on()
    {
        var root = Fold(WorldState.Empty, Sample.Register("dataset/a@0.0.1"));
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var seen = 0;
            while (!stop.IsCancellationRequested)
            {
                var here = Volatile.Read(ref root);
                var count = here.Registry.Count;
                Assert.True(count >= seen);
                seen = count;
                Assert.Equal(count, here.Registry.VersionsOf(AssetId.Parse("dataset/a")).Count);
                Assert.Equal(count, here.Registry.WithContent(Sample.ContentOf("data")).Count);
                Assert.Equal("data".Length, here.Registry[Sample.Id($"dataset/a@0.0.{count}")].Fact.Size);
                Assert.False(here.Registry.Contains(Sample.Id($"dataset/a@0.0.{count + 1}")));
                Assert.Equal(count - 1, here.Lineage.To(Sample.Id("dataset/a@0.0.1")).Count());
            }
        })).ToArray();
        for (var i = 2; i <= 3_000; i++)
        {
            Volatile.Write(ref root, Fold(root, Sample.Register($"dataset/a@0.0.{i}", inputs: new StatedInputs(DerivedFrom: [Sample.Id("dataset/a@0.0.1")]))));
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static RecordScorecard Card(double value) => new(Sample.Id("dataset/b@1.0.0"), [new Measure("auc", value, 100)]);

    private static IEnumerable<double> ValuesIn(WorldState root) =>
        root.Evaluation.Of(Sample.Id("dataset/b@1.0.0")).Select(card => card.Fact.Measures[0].Value);

    /// <summary>Decided and committed.</summary>
    private static WorldState Fold(WorldState root, ICommand command)
    {
        var submission = new Submission(command, new Actor("ann", null, null), $"c{root.Position}");
        var decided = new BatchDecider("default").Decide(root, [submission], root.Time, default);
        Assert.Null(decided.Outcomes[0].Refused);
        return decided.Root.Settle();
    }

    /// <summary>A root as a server has it after its start: replayed, with what random commands refer to.</summary>
    private static Twin Begun()
    {
        var decided = new BatchDecider("default").Decide(WorldState.Empty, RandomHistory.Bases, DateTimeOffset.UnixEpoch, default);
        return Replay(decided.Records, LedgerReplay.DecodeForFold)[^1];
    }

    /// <summary>The root after each record.</summary>
    private static List<Twin> Replay(IEnumerable<LedgerRecord> records, Func<LedgerRecord, Result<(LedgerEntry, IFact)>> decode)
    {
        var roots = new List<Twin> { Twin.Empty };
        foreach (var record in records)
        {
            var (entry, fact) = decode(record).Value;
            roots.Add(new Twin(roots[^1].Root.Extend(entry, fact), roots[^1].Plain.Apply(record)));
        }

        return roots;
    }
}
