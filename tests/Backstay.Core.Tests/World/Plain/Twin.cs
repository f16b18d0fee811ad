using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Registry;
using Backstay.Core.World;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>One root of the product, and what it has to say to everything that can be asked.</summary>
internal sealed record Twin(WorldState Root, PlainState Plain)
{
    public static Twin Empty { get; } = new(WorldState.Empty, PlainState.Empty);

    /// <summary>Asks both everything, also for what only a later root may have.</summary>
    public void AssertSame()
    {
        Assert.Equal((Plain.Position, Plain.Time), (Root.Position, Root.Time));
        AssertVersions(Plain.Versions, Root.Registry);
        AssertEdges();
        AssertScorecards(Plain.Scorecards, Root.Evaluation);
        AssertCommands();
    }

    public void AssertSameDigest() => Assert.Equal(PlainDigest.Of(Plain), Root.ComputeDigest());

    private static void AssertVersions(PlainVersions plain, RegistryState root)
    {
        Assert.Equal(plain.InOrder.Count, root.Count);
        Assert.Equal(plain.InOrder, root.All.Select(version => version.Id));
        Assert.Equal(plain.ByAsset.Keys, root.Assets);
        foreach (var content in RandomHistory.Contents)
        {
            Assert.Equal(plain.ByContent.GetValueOrDefault(content, []), root.WithContent(content));
        }

        foreach (var id in RandomHistory.Ids)
        {
            Assert.Equal(plain.ByAsset.GetValueOrDefault(id.Asset, []), root.VersionsOf(id.Asset));
            Assert.Equal(plain.ById.ContainsKey(id), root.Contains(id));
            Assert.Equal(plain.ById.ContainsKey(id), root.TryFind(id, out _));
            if (!plain.ById.TryGetValue(id, out var version))
            {
                Assert.Throws<KeyNotFoundException>(() => root[id]);
                Assert.Throws<KeyNotFoundException>(() => root.ContentOf(id));
                continue;
            }

            var found = root[id];
            Assert.Equal(
                (id, version.Fact.Content, version.Entry.Seq, version.Entry.Time, version.Entry.Actor.Id, version.Hash),
                (found.Id, found.Content, found.Position, found.Time, found.RegisteredBy, found.Reproducibility));
            Assert.Equal(version.Fact.Content, root.ContentOf(id));
            AssertPayload(version.Entry, found.Fact);
            Assert.Equal(plain.TrainedAs(version), root.TrainedAs(found));
        }
    }

    private void AssertEdges()
    {
        foreach (var id in RandomHistory.Ids)
        {
            Assert.Equal(Plain.Edges.Up.GetValueOrDefault(id, []), Root.Lineage.From(id));
            Assert.Equal(Plain.Edges.Down.GetValueOrDefault(id, []), Root.Lineage.To(id));
        }
    }

    private static void AssertScorecards(PlainScorecards plain, EvaluationState root)
    {
        Assert.Equal(plain.Count, root.Count);
        foreach (var id in RandomHistory.Ids)
        {
            var (expected, actual) = (plain.ByVersion.GetValueOrDefault(id, []), root.Of(id));
            Assert.Equal(
                expected.Select(entry => (entry.Seq, entry.Time, entry.Actor.Id)), actual.Select(card => (card.Position, card.Time, card.RecordedBy)));
            foreach (var (entry, card) in expected.Zip(actual))
            {
                AssertPayload(entry, card.Fact);
            }

            foreach (var metric in new[] { "auc", "loss", "unmeasured" })
            {
                foreach (var slice in RandomHistory.Slices)
                {
                    Assert.Equal(plain.Newest.GetValueOrDefault((id, metric, slice)), root.Latest(id, metric, slice));
                }
            }
        }
    }

    private void AssertCommands()
    {
        Assert.Equal(Plain.Commands.Window.Count, Root.Idempotency.Count);
        foreach (var credential in RandomHistory.Credentials)
        {
            foreach (var id in RandomHistory.CommandIds)
            {
                Assert.Equal(Plain.Commands.Find(credential, id), Root.Idempotency.Find(credential, id));
            }
        }
    }

    /// <summary>What was recorded, to the byte, however it was kept.</summary>
    private static void AssertPayload(LedgerEntry entry, IFact fact) =>
        Assert.True(entry.Payload.Span.SequenceEqual(Catalogs.Facts.Encode(fact).Value.Span), $"entry {entry.Seq} is kept as another");
}
