using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Tests.Registry;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.World;

/// <summary>
/// The logs behind the root against the plain maps that it is decided with: however the same history is folded, and whatever
/// is dropped on the way, every root says the same, also long after others have grown out of it.
/// </summary>
public sealed class StateLayoutTests
{
    private static readonly string[] Ids = ["dataset/a@1.0.0", "dataset/a@1.1.0", "dataset/b@1.0.0", "model/m@1.0.0", "model/m@2.0.0", "model/n@1.0.0-rc.1"];

    private static IEnumerable<(ICommand Command, string Key)> Bases =>
        new[] { "dataset", "environment", "model", "data-processor" }
            .Select(kind => Sample.Register($"{kind}/base@1.0.0", kind))
            .Append(Sample.Register("code/base@1.0.0", "code", new StatedInputs(Sample.Code)))
            .Select((command, i) => ((ICommand)command, $"base{i}"));

    /// <summary>Few names and contents, so that they meet; edges; keys that come again.</summary>
    private static Gen<(ICommand Command, string Key)> Commands =>
        from command in Gen.Frequency((2, Registrations), (1, Edges), (1, Scorecards))
        from key in Gen.Choose(0, 30)
        select (command, $"k{key}");

    private static Gen<ICommand> Scorecards =>
        from id in Gen.Elements(Ids)
        from value in Gen.Choose(-3, 3)
        from slice in Gen.Elements<string?>(null, "carrier=AA", "carrier=\"é\"")
        from data in Gen.Elements<VersionId?>(null, Sample.Id("dataset/base@1.0.0"))
        select (ICommand)new RecordScorecard(Sample.Id(id), [new Measure("auc", value / 3.0, 100 + value, Slice: slice), new Measure("loss", -0.0, 1)], Data: data);

    private static Gen<ICommand> Registrations =>
        from id in Gen.Elements(Ids)
        from word in Gen.Elements("x", "y")
        from count in Gen.Elements(0, 0, 1, 2)
        from shuffled in Gen.Shuffle(Ids)
        from inputs in Inputs
        from owner in Gen.Elements("team-flights", "tëam", "a \"team\"")
        from isFolder in Gen.Elements(false, false, true)
        let command = Sample.Register(id, word, inputs with
        {
            DerivedFrom = [.. shuffled.Take(count).Select(Sample.Id)],
            InitialisedFrom = id.StartsWith("model/", StringComparison.Ordinal) ? inputs.InitialisedFrom : null,
        }) with
        { Owner = owner }
        select (ICommand)(isFolder ? Sample.OfFolder(command, word) : command);

    /// <summary>All that a registration can state, on top of <see cref="Bases"/>, few values of each: trainings meet as well.</summary>
    private static Gen<StatedInputs> Inputs =>
        from code in Gen.Elements<CodeReference?>(null, Sample.Code, Sample.Code with { Dirty = Sample.DigestOf("difference"), EntryPoint = null })
        from codeVersion in Gen.Elements(true, false, false)
        from data in Gen.Elements<DataUse[]>([], [new(Sample.Id("dataset/base@1.0.0"), "training")], [new(Sample.Id("dataset/base@1.0.0"), "training", "2024"), new(Sample.Id("dataset/base@1.0.0"), "validation")])
        from trainedIn in Gen.Elements(true, true, false)
        from hyperparameters in Gen.Elements(null, """{"depth":6,"eta":0.1,"rounds":100}""", """{"b":1e-9,"a":"\u00e9\n","c":{"x":[1,null,true]}}""", """{"a long name of a number that nobody would want to read in a list":1}""")
        from seeds in Gen.Elements("", "1")
        from start in Gen.Elements(true, false)
        from processor in Gen.Elements(true, false, false)
        select new StatedInputs(
            codeVersion ? null : code,
            codeVersion ? Sample.Id("code/base@1.0.0") : null,
            [.. data],
            trainedIn ? Sample.Id("environment/base@1.0.0") : null,
            hyperparameters is null ? null : Sample.Json(hyperparameters),
            seeds.Length == 0 ? null : ImmutableSortedDictionary<string, string>.Empty.Add("numpy", seeds),
            start ? [Sample.Id("model/base@1.0.0")] : null,
            processor ? [Sample.Id("data-processor/base@1.0.0")] : null);

    private static Gen<ICommand> Edges =>
        from pair in Gen.Shuffle(Ids)
        from slice in Gen.Elements<string?>(null, "2024", "a longer slice that is kept as it is, since it is longer than most words are")
        select (ICommand)new RecordLineageEdge(Sample.Id(pair[0]), LineageRelation.DerivedFrom, Sample.Id(pair[1]), "because", null, slice);

    [Fact]
    public void However_a_history_is_folded_every_root_says_the_same() =>
        Prop.ForAll(Commands.ListOf().ToArbitrary(), commands =>
        {
            var decider = new BatchDecider("default");
            var plain = WorldState.Empty;
            var owned = WorldState.Empty;
            var roots = new List<(WorldState Root, Digest Digest)>();
            var records = new List<LedgerRecord>();
            var number = 0;
            foreach (var batch in Bases.Concat(commands).Chunk(3))
            {
                var submissions = batch.Select(item => new Submission(item.Command, new Actor("ann", null, "tok"), item.Key)).ToArray();
                var (time, seed) = (DateTimeOffset.UnixEpoch.AddSeconds(++number), Digest.Of(BitConverter.GetBytes(number)));

                // Decided, and dropped again: another node was first.
                decider.Decide(owned, [.. submissions.Reverse()], time.AddSeconds(1), seed);
                var decided = decider.Decide(owned, submissions, time, seed);
                foreach (var record in decided.Records)
                {
                    var (entry, fact) = LedgerReplay.Decode(record).Value;
                    plain = plain.Apply(entry, fact);
                }

                records.AddRange(decided.Records);
                Assert.Equal(plain.ComputeDigest(), decided.Root.ComputeDigest());
                owned = decided.Root.Settle();
                roots.Add((owned, plain.ComputeDigest()));
            }

            AssertSame(plain, owned);
            foreach (var decode in new Func<LedgerRecord, Result<(LedgerEntry, IFact)>>[] { LedgerReplay.Decode, LedgerReplay.DecodeForFold })
            {
                var replayed = WorldState.Empty;
                foreach (var record in records)
                {
                    var (entry, fact) = decode(record).Value;
                    replayed = replayed.Extend(entry, fact);
                }

                AssertSame(plain, replayed);
                Assert.Equal(plain.ComputeDigest(), replayed.ComputeDigest());
            }

            Assert.All(roots, root => Assert.Equal(root.Digest, root.Root.ComputeDigest()));
        }).QuickCheckThrowOnFailure();

    /// <summary>As the sequencer does it while a batch is on its way to the disk.</summary>
    [Fact]
    public void A_batch_may_be_decided_before_the_one_under_it_is_settled() =>
        Prop.ForAll(Commands.ListOf().ToArbitrary(), commands =>
        {
            var decider = new BatchDecider("default");
            var plain = WorldState.Empty;
            var committed = WorldState.Empty;
            DecidedBatch? inFlight = null;
            var number = 0;
            foreach (var batch in commands.Chunk(2))
            {
                var submissions = batch.Select(item => new Submission(item.Command, new Actor("ann", null, "tok"), item.Key)).ToArray();
                var (time, seed) = (DateTimeOffset.UnixEpoch.AddSeconds(++number), Digest.Of(BitConverter.GetBytes(number)));
                var tip = inFlight?.Root ?? committed;
                decider.Decide(tip, [.. submissions.Reverse()], time, seed); // comes to nothing
                var decided = decider.Decide(tip, submissions, time, seed);
                foreach (var record in decided.Records)
                {
                    var (entry, fact) = LedgerReplay.Decode(record).Value;
                    plain = plain.Apply(entry, fact);
                }

                if (inFlight is not null)
                {
                    committed = inFlight.Root.Settle();
                    decided = decided with { Root = decided.Root.Rebase(committed) };
                }

                Assert.Equal(plain.ComputeDigest(), decided.Root.ComputeDigest());
                inFlight = decided;
            }

            var last = inFlight?.Root.Settle() ?? committed;
            Assert.Equal(plain.ComputeDigest(), last.ComputeDigest());
            AssertSame(plain, last);
        }).QuickCheckThrowOnFailure();

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

    private static void AssertSame(WorldState left, WorldState right)
    {
        Assert.Equal(left.Registry.Count, right.Registry.Count);
        Assert.Equal(left.Registry.Assets, right.Registry.Assets);
        Assert.Equal(left.Registry.All.Select(version => version.Id), right.Registry.All.Select(version => version.Id));
        foreach (var version in left.Registry.All)
        {
            var other = right.Registry[version.Id];
            Assert.Equal((version.Position, version.Time, version.RegisteredBy, version.Reproducibility, version.Content), (other.Position, other.Time, other.RegisteredBy, other.Reproducibility, other.Content));
            Assert.Equal(left.Registry.VersionsOf(version.Id.Asset), right.Registry.VersionsOf(version.Id.Asset));
            Assert.Equal(left.Registry.WithContent(version.Content), right.Registry.WithContent(version.Content));
            Assert.Equal(left.Registry.TrainedAs(version), right.Registry.TrainedAs(other));
            Assert.Equal(left.Lineage.From(version.Id), right.Lineage.From(version.Id));
            Assert.Equal(left.Lineage.To(version.Id), right.Lineage.To(version.Id));
            Assert.Equal(Text(left.Evaluation.Of(version.Id)), Text(right.Evaluation.Of(version.Id)));
            foreach (var slice in new[] { null, "carrier=AA", "nowhere" })
            {
                Assert.Equal(left.Evaluation.Latest(version.Id, "auc", slice), right.Evaluation.Latest(version.Id, "auc", slice));
            }
        }

        Assert.Equal(left.Evaluation.Count, right.Evaluation.Count);

        for (var key = 0; key <= 30; key++)
        {
            Assert.Equal(left.Idempotency.Find("tok", $"k{key}"), right.Idempotency.Find("tok", $"k{key}"));
        }
    }

    private static string Text(ImmutableArray<Scorecard> cards) => JsonSerializer.Serialize(cards, EvaluationJson.Default.ImmutableArrayScorecard);
}
