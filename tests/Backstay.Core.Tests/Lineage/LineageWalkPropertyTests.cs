using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Tests.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Lineage;

/// <summary>Random graphs, built by commands, against a walk written as the definition reads.</summary>
public sealed class LineageWalkPropertyTests
{
    private const int Nodes = 8;

    private static Arbitrary<(int From, int To)[]> Graphs =>
        (from edges in (from a in Gen.Choose(0, Nodes - 1) from b in Gen.Choose(0, Nodes - 1) select (a, b)).ListOf()
         select edges.Select(edge => (edge.a, edge.b)).ToArray()).ToArbitrary();

    [Fact]
    public void A_walk_meets_what_a_naive_walk_meets_at_the_shortest_depth() => Prop.ForAll(Graphs, graph =>
    {
        var (world, edges) = Build(graph);
        foreach (var direction in Enum.GetValues<LineageDirection>())
        {
            foreach (var start in Enumerable.Range(0, Nodes))
            {
                var view = LineageWalk.Run(world.State.Lineage, Id(start), direction, 100, 10_000, null).Value;
                var expected = Naive(edges, start, direction);

                Assert.False(view.Truncated);
                Assert.Equal(
                    expected.Order(),
                    view.Steps.Select(step => (Far(step.Edge, direction).ToString(), Near(step.Edge, direction).ToString(), step.Depth)).Order());
                Assert.Equal(view.Steps.Select(step => step.Depth).Order(), view.Steps.Select(step => step.Depth));
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_edges_are_asked_for_no_version_is_ever_made_from_itself() => Prop.ForAll(Graphs, graph =>
    {
        var (world, _) = Build(graph);
        return Enumerable.Range(0, Nodes).All(node => !LineageWalk.IsMadeFrom(world.State.Lineage, Id(node), Id(node)));
    }).QuickCheckThrowOnFailure();

    /// <summary>Asks for every edge in turn; those that would close a circle are refused, and only those.</summary>
    private static (TestWorld World, HashSet<(int From, int To)> Edges) Build((int From, int To)[] graph)
    {
        var world = new TestWorld();
        var edges = new HashSet<(int From, int To)>();
        foreach (var node in Enumerable.Range(0, Nodes))
        {
            world.Accept(Sample.Register(Id(node).ToString(), $"content {node}"));
        }

        foreach (var (from, to) in graph)
        {
            var closes = from == to || Reaches(edges, to, from);
            Assert.Equal(!closes, world.Submit(new RecordLineageEdge(Id(from), LineageRelation.DerivedFrom, Id(to), "test")).IsOk);
            if (!closes)
            {
                edges.Add((from, to));
            }
        }

        return (world, edges);
    }

    private static bool Reaches(HashSet<(int From, int To)> edges, int from, int to) =>
        from == to || edges.Where(edge => edge.From == from).Any(edge => Reaches(edges, edge.To, to));

    /// <summary>Each edge at one more than the shortest distance of its nearer end.</summary>
    private static IEnumerable<(string Far, string Near, int Depth)> Naive(
        HashSet<(int From, int To)> edges, int start, LineageDirection direction)
    {
        var turned = edges.Select(edge => direction == LineageDirection.Up ? edge : (From: edge.To, To: edge.From)).ToArray();
        foreach (var (near, far) in turned)
        {
            if (Distances(turned, start, near, 0).DefaultIfEmpty(-1).Min() is >= 0 and var distance)
            {
                yield return (Id(far).ToString(), Id(near).ToString(), distance + 1);
            }
        }
    }

    /// <summary>The lengths of all ways from one node to another.</summary>
    private static IEnumerable<int> Distances((int From, int To)[] edges, int from, int to, int length) =>
        (from == to ? [length] : Enumerable.Empty<int>())
        .Concat(edges.Where(edge => edge.From == from).SelectMany(edge => Distances(edges, edge.To, to, length + 1)));

    private static VersionId Far(LineageEdge edge, LineageDirection direction) => direction == LineageDirection.Up ? edge.To : edge.From;

    private static VersionId Near(LineageEdge edge, LineageDirection direction) => direction == LineageDirection.Up ? edge.From : edge.To;

    private static VersionId Id(int node) => new(new AssetId(AssetKind.Dataset, Name.Parse($"d{node}")), new SemanticVersion(1, 0, 0, null));
}
